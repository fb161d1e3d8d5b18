//! Everything beside mails: deals, forms, costs, automations, scores, who was active.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use kpi::model::{Stream, Tool};
use sandbox::world::{Act, LeadKey};
use store::WorkspaceId;

use super::Company;

/// Deals as they are: how many were won, for how much; what runs today; how many were deleted.
pub(super) async fn deals(company: &Company) {
    let deals = company.world.deals(company.now());
    let won = deals
        .iter()
        .filter(|deal| matches!(deal.closed, Some((_, true))));
    let amount: i64 = won.clone().map(|deal| deal.amount).sum();
    let now = company.now();
    let running = deals.iter().filter(|deal| {
        let term = deal.term.filter(|(starts, _)| *starts <= now);
        deal.deleted.is_none() && term.is_some_and(|(_, ends)| ends > now)
    });
    let monthly: i64 = running.map(|deal| deal.monthly).sum();
    assert!(monthly > 0 && amount > monthly);
    let told = company.count("SELECT count(*) FROM deal WHERE won").await;
    assert_eq!(told, won.count() as i64);
    let told = company
        .count("SELECT sum(amount_minor) FROM deal WHERE won")
        .await;
    assert_eq!(told, amount);
    let ms = now.as_millisecond();
    let mrr = format!(
        "SELECT sum(monthly_minor) FROM deal
        WHERE won AND removed_at IS NULL AND coalesce(starts_at, closed_at) <= {ms}
            AND (ends_at IS NULL OR ends_at > {ms})"
    );
    assert_eq!(company.count(&mrr).await, monthly);
    // Those deleted before the first poll were never seen.
    let deleted = deals
        .iter()
        .filter(|deal| deal.deleted.is_some_and(|at| at > company.first_poll));
    let told = company
        .count("SELECT count(*) FROM deal WHERE removed_at IS NOT NULL")
        .await;
    assert_eq!(told, deleted.count() as i64);
}

/// Forms sent, and by whom.
pub(super) async fn forms(company: &Company) {
    let now = company.complete_to(Stream::Forms).await;
    let acts = company.world.acts(now);
    let sent = acts
        .iter()
        .filter(|(_, _, act)| matches!(act, Act::Submitted(_)));
    let told = company
        .count(
            "SELECT count(*) FROM engagement WHERE kind = 'form_submitted' AND asset IS NOT NULL",
        )
        .await;
    assert_eq!(told, sent.clone().count() as i64);
    let odd = company.odd_ones();
    let senders: BTreeSet<String> = sent
        .filter(|(lead, ..)| !odd.contains(lead))
        .map(|(lead, ..)| company.id(*lead))
        .collect();
    let told = company
        .ids(&format!(
            "SELECT DISTINCT lead.ext_id FROM engagement JOIN lead ON lead.id = engagement.lead
        WHERE kind = 'form_submitted' AND asset IS NOT NULL AND lead.ext_id NOT IN {}",
            company.odd_ids()
        ))
        .await;
    same(&told, &senders);
}

/// Tells only what differs.
fn same(told: &BTreeSet<String>, truth: &BTreeSet<String>) {
    let differing: Vec<_> = told.symmetric_difference(truth).collect();
    assert!(differing.is_empty(), "{differing:?}");
}

/// What each campaign cost.
pub(super) async fn costs(company: &Company) {
    let now = company.complete_to(Stream::Costs).await;
    let spend: i64 = company.world.spend(now).iter().map(|spend| spend.yen).sum();
    let told = company
        .count("SELECT sum(spent_minor) FROM campaign_cost WHERE currency = 'JPY' AND from_day > 19000")
        .await;
    assert_eq!(told, spend);
}

/// Automations defined and active.
pub(super) async fn automations(company: &Company, defined: i64) {
    let told = company
        .count("SELECT count(*) FROM automation WHERE gone_at IS NULL")
        .await;
    assert_eq!(told, defined);
    let active = company
        .count("SELECT count(*) FROM automation WHERE active")
        .await;
    assert_eq!(active, defined - 1);
    let states = company.count("SELECT count(*) FROM automation_state").await;
    assert_eq!(states, defined, "nothing changed since the first poll");
}

/// Runs of campaigns: entered, completed by the stated rule, let go; and the steps that fired.
pub(super) async fn runs(company: &Company) {
    let odd = company.odd_ones();
    let runs = company.world.runs(company.now());
    let mine: Vec<_> = runs.iter().filter(|run| !odd.contains(&run.lead)).collect();
    let only = format!(
        "lead IN (SELECT id FROM lead WHERE ext_id NOT IN {})",
        company.odd_ids()
    );
    let told = company
        .count(&format!("SELECT count(*) FROM scenario_run WHERE {only}"))
        .await;
    assert_eq!(told, mine.len() as i64);
    let left = company
        .count(&format!(
            "SELECT count(*) FROM scenario_run WHERE left_at IS NOT NULL AND {only}"
        ))
        .await;
    assert_eq!(
        left,
        mine.iter().filter(|run| run.left.is_some()).count() as i64
    );
    let completed = company
        .count(&format!(
            "SELECT count(*) FROM scenario_run AS run WHERE {only} AND EXISTS (
                SELECT 1 FROM step_run AS ran
                JOIN automation_step AS step ON step.source = ran.source
                    AND step.automation = ran.automation AND step.ext_id = ran.step AND step.last
                WHERE ran.lead = run.lead AND ran.automation = run.automation
                    AND ran.rotation = run.rotation AND NOT ran.failed)"
        ))
        .await;
    let truth = mine.iter().filter(|run| run.completed().is_some()).count() as i64;
    assert!(truth > 10);
    assert_eq!(completed, truth);
}

/// Members of the newsletter's segment: whoever is alive and gets mail.
pub(super) async fn segments(company: &Company) {
    // The scan of the day before yesterday, yesterday's and so on: the last one is what counts.
    let now = company.complete_to(Stream::Segments).await;
    let score = |lead: &LeadKey| {
        let scores = company.world.scores(*lead, now);
        scores.last().map_or(0, |(_, score)| *score)
    };
    let odd = company.odd_ones();
    let leads = company.world.leads(now);
    let high: BTreeSet<String> = leads
        .iter()
        .filter(|lead| !odd.contains(lead) && score(lead) >= 60)
        .map(|lead| company.id(*lead))
        .collect();
    let told = company
        .ids(&format!(
            "SELECT lead.ext_id FROM segment_member JOIN lead ON lead.id = segment_member.lead
        WHERE segment = '3' AND left_at IS NULL AND lead.ext_id NOT IN {}",
            company.odd_ids()
        ))
        .await;
    assert!(high.len() > 10);
    same(&told, &high);
}

/// The scores of all leads, now and — where the tool has a history — half a year ago.
pub(super) async fn scores(company: &Company) {
    let odd = company.odd_ones();
    let now = company.now();
    let mut at = vec![now];
    if company.tool == Tool::Hubspot {
        at.push(now - SignedDuration::from_hours(24 * 180));
    }
    let told = company
        .stage
        .store()
        .scores(WorkspaceId::DEFAULT, &at)
        .await;
    for (told, at) in told.expect("readable").into_iter().zip(at) {
        let before = |lead: LeadKey| {
            let scores = company.world.scores(lead, now);
            let newest = scores.into_iter().rfind(|(since, _)| *since < at);
            newest.map(|(_, score)| score)
        };
        let mut told = tally(told);
        let mut sure = BTreeMap::new();
        for lead in company.world.leads(now) {
            if let (Some(score), false) = (before(lead), odd.contains(&lead)) {
                *sure.entry(i64::from(score)).or_insert(0) += 1;
            }
        }
        // What is told beyond that belongs to the odd ones.
        for (score, count) in &sure {
            let told = told.entry(*score).or_insert(0);
            *told -= count;
            assert!(*told >= 0, "score {score} at {at}");
        }
        let rest: i64 = told.values().sum();
        assert!(rest <= odd.len() as i64, "{rest} too many at {at}");
    }
}

fn tally(scores: Vec<f64>) -> BTreeMap<i64, i64> {
    let mut tally = BTreeMap::new();
    for score in scores {
        *tally.entry(score.round() as i64).or_insert(0) += 1;
    }
    tally
}

/// Who did something in the last 90 days.
pub(super) async fn active(company: &Company) {
    let odd = company.odd_ones();
    let to = company.now();
    let from = to - SignedDuration::from_hours(24 * 90);
    let within = |at: Timestamp| at >= from && at <= to;
    let mails = company.world.mails(to);
    let by_mail = mails.iter().filter(|mail| {
        let acts = [mail.opened, mail.clicked, mail.replied];
        acts.into_iter().flatten().any(within)
    });
    let acts = company.world.acts(to);
    // HubSpot keeps no trace of a download on the contact.
    let by_act = acts.iter().filter(|(_, at, act)| {
        within(*at) && (company.tool == Tool::Mautic || !matches!(act, Act::Downloaded(_)))
    });
    let known: BTreeSet<LeadKey> = company.world.leads(to).into_iter().collect();
    let truth: BTreeSet<String> = by_mail
        .map(|mail| mail.lead)
        .chain(by_act.map(|(lead, ..)| *lead))
        .filter(|lead| known.contains(lead) && !odd.contains(lead))
        .map(|lead| company.id(lead))
        .collect();
    let told = company
        .ids(&format!(
            "SELECT DISTINCT lead.ext_id FROM engagement JOIN lead ON lead.id = engagement.lead
            WHERE at >= {} AND lead.known AND lead.ext_id NOT IN {}
                AND kind NOT IN ('email_sent', 'email_bounced', 'unsubscribed')",
            from.as_millisecond(),
            company.odd_ids()
        ))
        .await;
    assert!(truth.len() > 50);
    let missing: Vec<_> = truth.difference(&told).collect();
    let foreign: Vec<_> = told.difference(&truth).collect();
    // A second opening long after the first is an act too, of which the truth keeps only the first.
    assert!(missing.is_empty(), "{missing:?}");
    assert!(foreign.len() * 50 < truth.len(), "{foreign:?}");
}
