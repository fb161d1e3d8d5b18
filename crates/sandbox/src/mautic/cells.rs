//! What stands in the rows of the log tables, column by column.
//!
//! Lives here: rows as cells. Must not live here: which columns a table has (`tables`).

use super::{
    clause::Cell,
    moment::{Moment, SEGMENTS, asset_id, contact_id, step_id, user_id},
    rows::{Deed, Entry, LinkRow, STAGE_STEP},
};
use crate::{
    tool::dates::sql,
    world::{
        cast::{PAGES, page_url},
        event::NONE,
    },
};

fn row_id<'a>(row: usize) -> Cell<'a> {
    Cell::Number(row as i64 + 1)
}

fn bearer<'a>(moment: Moment<'_>, lead: u32, at: i64) -> Cell<'a> {
    Cell::id(moment.view.bearer(lead, at).map(contact_id))
}

fn hash<'a>(row: usize, lead: u32) -> Cell<'a> {
    let mixed = (row as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ u64::from(lead);
    Cell::owned(format_args!("{mixed:016x}{:06x}", lead & 0xff_ffff))
}

pub(crate) fn stage_cell<'a>(moment: Moment<'a>, row: usize, column: &str) -> Cell<'a> {
    let log = &moment.view.stages[row];
    let (id, name) = moment.stage(log.stage).unwrap_or((0, ""));
    match column {
        "id" => row_id(row),
        "lead_id" => Cell::Number(contact_id(log.lead) as i64),
        "stage_id" => Cell::Number(i64::from(id)),
        "event_name" => Cell::owned(format_args!("{id}: {name}")),
        "action_name" => match log.entry {
            Entry::Added => Cell::text("Manually Added"),
            Entry::Removed => Cell::text("Manually Removed"),
            Entry::Campaign(_) => Cell::owned(format_args!("Move to {name}")),
        },
        "date_added" => Cell::Date(log.at),
        _ => Cell::Null,
    }
}

/// The sign is lost: the tool logs what was taken away as it logs what was given.
pub(crate) fn points_cell<'a>(moment: Moment<'a>, row: usize, column: &str) -> Cell<'a> {
    let log = &moment.view.points[row];
    match column {
        "id" => row_id(row),
        "lead_id" => bearer(moment, log.lead, log.at),
        "ip_id" => Cell::Number(1),
        "type" => Cell::text("API"),
        "event_name" => Cell::text(if log.delta < 0 {
            "Inactive"
        } else {
            "Engagement"
        }),
        "action_name" => Cell::text(if log.delta < 0 { "decay" } else { "score" }),
        "delta" => Cell::Number(i64::from(log.delta.unsigned_abs())),
        "date_added" => Cell::Date(log.at),
        _ => Cell::Null,
    }
}

pub(crate) fn mail_cell<'a>(moment: Moment<'a>, row: usize, column: &str) -> Cell<'a> {
    let mail = &moment.view.mails[row];
    let read = mail.read.is_some();
    match column {
        "id" => row_id(row),
        "email_id" => Cell::Number(asset_id(mail.email) as i64),
        "lead_id" => bearer(moment, mail.lead, mail.at),
        "ip_id" if read => Cell::Number(1),
        "email_address" => moment
            .world
            .email_of(mail.lead)
            .map_or(Cell::Null, Cell::owned),
        "date_sent" => Cell::Date(mail.at),
        "is_read" => Cell::Number(i64::from(read)),
        "is_failed" => Cell::Number(i64::from(mail.failed)),
        "viewed_in_browser" | "retry_count" => Cell::Number(0),
        "date_read" => Cell::date(mail.read),
        "tracking_hash" => hash(row, mail.lead),
        "source" => Cell::text("campaign.event"),
        "source_id" => Cell::Number(asset_id(mail.email) as i64),
        "open_count" => Cell::Number(i64::from(mail.opens)),
        "last_opened" => Cell::date(mail.last_opened),
        "open_details" => match (mail.read, mail.last_opened) {
            (Some(first), Some(last)) => Cell::owned(opens(first, last, mail.opens)),
            _ => Cell::text("a:0:{}"),
        },
        _ => Cell::Null,
    }
}

pub(crate) fn reply_cell<'a>(moment: Moment<'a>, row: usize, column: &str) -> Cell<'a> {
    let reply = &moment.view.replies[row];
    match column {
        "id" => row_id(row),
        "stat_id" => row_id(reply.mail as usize),
        "date_replied" => Cell::Date(reply.at),
        "message_id" => Cell::owned(format_args!("<reply-{}@example.jp>", row + 1)),
        _ => Cell::Null,
    }
}

/// PHP's serialized list of openings; between the first and the last they are told by the last.
fn opens(first: i64, last: i64, count: u16) -> String {
    let one = |index: u16| {
        let at = sql(if index == 0 { first } else { last });
        format!(
            "i:{index};a:3:{{s:8:\"datetime\";s:19:\"{at}\";s:9:\"useragent\";s:11:\"Mozilla/5.0\";s:9:\"inBrowser\";b:0;}}"
        )
    };
    let all: String = (0..count).map(one).collect();
    format!("a:{count}:{{{all}}}")
}

pub(crate) fn hit_cell<'a>(moment: Moment<'a>, row: usize, column: &str) -> Cell<'a> {
    let hit = &moment.view.hits[row];
    let click = hit.email != NONE;
    match column {
        "id" => row_id(row),
        "page_id" if !click => Cell::Number(asset_id(hit.page) as i64),
        "redirect_id" if click => Cell::Number(asset_id(hit.page) as i64),
        "email_id" | "source_id" if click => Cell::Number(asset_id(hit.email) as i64),
        "source" if click => Cell::text("email"),
        "lead_id" => bearer(moment, hit.lead, hit.at),
        "ip_id" => Cell::Number(1),
        "date_hit" => Cell::Date(hit.at),
        "country" | "region" | "city" | "isp" | "organization" => Cell::text(""),
        "code" => Cell::Number(200),
        "url" => Cell::owned(page_url(hit.page)),
        "url_title" if !click => Cell::text(PAGES[usize::from(hit.page) % PAGES.len()].name),
        "user_agent" => Cell::text("Mozilla/5.0 (X11; Linux x86_64)"),
        "browser_languages" => Cell::text("a:0:{}"),
        "tracking_id" => hash(0, hit.lead),
        "query" => {
            let url = page_url(hit.page);
            Cell::owned(format_args!(
                "a:1:{{s:8:\"page_url\";s:{}:\"{url}\";}}",
                url.len()
            ))
        }
        _ => Cell::Null,
    }
}

/// Columns of rows that stay when their contact goes.
pub(crate) fn orphan_cell<'a>(
    moment: Moment<'a>,
    row: usize,
    link: &LinkRow,
    column: &str,
) -> Cell<'a> {
    match column {
        "id" => row_id(row),
        "ip_id" => Cell::Number(1),
        "lead_id" => bearer(moment, link.lead, link.at),
        "tracking_id" => hash(0, link.lead),
        _ => Cell::Null,
    }
}

/// Columns of tables without ids.
pub(crate) fn link_cell<'a>(moment: Moment<'a>, link: &LinkRow, column: &str) -> Cell<'a> {
    match column {
        "lead_id" => bearer(moment, link.lead, link.at),
        "date_added" => Cell::Date(link.at),
        _ => Cell::Null,
    }
}

pub(crate) fn member_cell<'a>(moment: Moment<'a>, row: usize, column: &str) -> Cell<'a> {
    let member = &moment.view.members[row];
    match column {
        "campaign_id" => Cell::Number(asset_id(member.campaign) as i64),
        "lead_id" => bearer(moment, member.lead, member.at),
        "date_added" => Cell::Date(member.at),
        "date_last_exited" => Cell::date(member.left),
        "manually_removed" => Cell::Number(i64::from(member.left.is_some())),
        "manually_added" => Cell::Number(0),
        "rotation" => Cell::Number(1),
        _ => Cell::Null,
    }
}

pub(crate) fn segment_cell<'a>(moment: Moment<'a>, row: usize, column: &str) -> Cell<'a> {
    let (lead, segment) = ((row / SEGMENTS.len()) as u32, row % SEGMENTS.len());
    match column {
        "leadlist_id" => Cell::Number(segment as i64 + 1),
        "lead_id" => Cell::Number(contact_id(lead) as i64),
        "date_added" => Cell::date(moment.in_segment(lead, segment)),
        "manually_removed" | "manually_added" => Cell::Number(0),
        _ => Cell::Null,
    }
}

/// The comment that goes with a reason.
pub(crate) fn bar_comment(reason: u8) -> &'static str {
    match reason {
        1 => "User unsubscribed.",
        2 => "bounced",
        _ => "asked by phone",
    }
}

pub(crate) fn bar_cell<'a>(moment: Moment<'a>, row: usize, column: &str) -> Cell<'a> {
    let bar = &moment.view.bars[row];
    match column {
        "id" => row_id(row),
        "lead_id" => bearer(moment, bar.lead, bar.at),
        "date_added" => Cell::Date(bar.at),
        "reason" => Cell::Number(i64::from(bar.reason)),
        "channel" => Cell::text("email"),
        "channel_id" => Cell::id((bar.email != NONE).then(|| asset_id(bar.email))),
        "comments" => Cell::text(bar_comment(bar.reason)),
        _ => Cell::Null,
    }
}

pub(crate) fn tag_cell<'a>(moment: Moment<'a>, row: usize, column: &str) -> Cell<'a> {
    let tag = &moment.view.tags[row];
    let (word, _, source, medium) = moment.channel(tag.lead);
    match column {
        "id" => row_id(row),
        "query" => Cell::owned(format_args!(
            "a:1:{{s:10:\"utm_source\";s:{}:\"{source}\";}}",
            source.len()
        )),
        "referer" => Cell::text("https://www.example.jp/"),
        "remote_host" => Cell::text("www.example.jp"),
        "url" => Cell::owned(format_args!("https://www.example.jp/?utm_source={source}")),
        "utm_campaign" => Cell::text("b2b"),
        "utm_content" => Cell::text("a"),
        "utm_medium" => Cell::text(medium),
        "utm_source" => Cell::text(source),
        "utm_term" => Cell::text(word),
        other => link_cell(moment, tag, other),
    }
}

pub(crate) fn step_cell<'a>(moment: Moment<'a>, row: usize, column: &str) -> Cell<'a> {
    let step = &moment.view.steps[row];
    let emails = &moment.world.cast.campaigns[usize::from(step.campaign)].emails;
    let email = emails
        .get(usize::from(step.step))
        .filter(|_| step.step != STAGE_STEP);
    match column {
        "id" => row_id(row),
        "event_id" => Cell::Number(step_id(step.campaign, step.step) as i64),
        "lead_id" => bearer(moment, step.lead, step.at),
        "campaign_id" => Cell::Number(asset_id(step.campaign) as i64),
        "rotation" | "system_triggered" => Cell::Number(1),
        "date_triggered" => Cell::Date(step.at),
        "is_scheduled" | "non_action_path_taken" => Cell::Number(0),
        "metadata" => Cell::text("a:0:{}"),
        "channel" => email.map_or(Cell::Null, |_| Cell::text("email")),
        "channel_id" => Cell::id(email.map(|email| asset_id(*email))),
        _ => Cell::Null,
    }
}

pub(crate) fn audit_cell<'a>(moment: Moment<'a>, row: usize, column: &str) -> Cell<'a> {
    let audit = &moment.view.audit[row];
    let by_system = matches!(audit.deed, Deed::MergeInto(_)) || moment.lead(audit.lead).visitor;
    match column {
        "id" => row_id(row),
        "user_id" => Cell::Number(i64::from(!by_system)),
        "user_name" => Cell::text(if by_system { "System" } else { "Admin User" }),
        "bundle" | "object" => Cell::text("lead"),
        "object_id" => Cell::Number(contact_id(audit.lead) as i64),
        "action" => Cell::text(match audit.deed {
            Deed::Create => "create",
            Deed::Identified => "identified",
            Deed::Update => "update",
            Deed::Delete => "delete",
            Deed::MergeInto(_) => "merge",
        }),
        "details" => match audit.deed {
            Deed::MergeInto(survivor) => Cell::owned(format_args!(
                "a:1:{{s:11:\"merged_into\";i:{};}}",
                contact_id(survivor)
            )),
            Deed::Delete => {
                let name = moment.full_name(audit.lead);
                Cell::owned(format_args!(
                    "a:1:{{s:4:\"name\";s:{}:\"{name}\";}}",
                    name.len()
                ))
            }
            Deed::Update => Cell::owned(format_args!(
                "a:1:{{s:5:\"owner\";a:2:{{i:0;N;i:1;i:{};}}}}",
                user_id(0)
            )),
            Deed::Create | Deed::Identified => Cell::text("a:0:{}"),
        },
        "date_added" => Cell::Date(audit.at),
        "ip_address" => Cell::text("127.0.0.1"),
        _ => Cell::Null,
    }
}
