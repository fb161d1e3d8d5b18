//! Mails by the month in which they went out.

use jiff::Timestamp;
use sandbox::world::Mail;

use super::{Company, months};

/// Sent, bounced, opened, clicked, unsubscribed, replied.
type Counts = [i64; 6];

fn counts<'a>(mails: impl Iterator<Item = &'a Mail>, span: (Timestamp, Timestamp)) -> Counts {
    let mut counts = [0; 6];
    for mail in mails.filter(|mail| mail.sent >= span.0 && mail.sent < span.1) {
        let facts = [
            true,
            mail.bounced,
            mail.opened.is_some(),
            mail.clicked.is_some(),
            mail.unsubscribed.is_some(),
            mail.replied.is_some(),
        ];
        for (count, is) in counts.iter_mut().zip(facts) {
            *count += i64::from(is);
        }
    }
    counts
}

/// HubSpot counts: by day for mails that go out lead by lead, by email for the others.
pub(super) async fn counted(company: &Company) {
    let mails = company.world.mails(company.now());
    for span in months() {
        let truth = counts(mails.iter(), span);
        let mut told = [0; 6];
        let columns = [
            "sent",
            "bounced",
            "opened",
            "clicked",
            "unsubscribed",
            "replied",
        ];
        for (count, column) in told.iter_mut().zip(columns) {
            let sql = format!(
                "SELECT sum({column}) FROM email_cohort WHERE sent_at >= {} AND sent_at < {}",
                span.0.as_millisecond(),
                span.1.as_millisecond()
            );
            *count = company.count(&sql).await;
        }
        assert!(truth[0] > 20, "{truth:?}");
        assert_eq!(told, truth, "mails sent from {}", span.0);
    }
}

/// Mautic tells each mail and each act in it; an act counts in the month of its mail, and once a mail.
pub(super) async fn one_by_one(company: &Company) {
    let odd = company.odd_ones();
    let mails = company.world.mails(company.now());
    let (mut seen, kinds) = (
        [0; 6],
        [
            "email_sent",
            "email_bounced",
            "email_opened",
            "email_clicked",
            "unsubscribed",
            "email_replied",
        ],
    );
    for span in months() {
        let truth = counts(mails.iter().filter(|mail| !odd.contains(&mail.lead)), span);
        let mut told = [0; 6];
        for (count, kind) in told.iter_mut().zip(kinds) {
            let sql = format!(
                "SELECT count(DISTINCT send) FROM engagement JOIN lead ON lead.id = engagement.lead
                WHERE sent_at >= {} AND sent_at < {} AND kind = '{kind}' AND lead.ext_id NOT IN {}",
                span.0.as_millisecond(),
                span.1.as_millisecond(),
                company.odd_ids()
            );
            *count = company.count(&sql).await;
        }
        assert_eq!(told, truth, "mails sent from {}", span.0);
        seen.iter_mut()
            .zip(truth)
            .for_each(|(seen, count)| *seen += count);
    }
    assert!(seen.iter().all(|count| *count > 0), "{seen:?}");
}
