//! The log tables: which columns their rows have, and which rows are still there.
//!
//! Lives here: the list of tables. Must not live here: what stands in a row (`cells`), filters, paging.

use super::{
    cells::{
        audit_cell, bar_cell, hit_cell, link_cell, mail_cell, member_cell, orphan_cell,
        points_cell, reply_cell, segment_cell, stage_cell, step_cell, tag_cell,
    },
    clause::Cell,
    moment::{Moment, SEGMENTS, asset_id, company_id},
};

/// A log table.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Table {
    pub(crate) name: &'static str,
    /// In the order in which a row shows them.
    pub(crate) columns: &'static [&'static str],
    pub(crate) rows: fn(Moment<'_>) -> usize,
    /// Whether the row is still there.
    pub(crate) shows: fn(Moment<'_>, usize) -> bool,
    pub(crate) cell: for<'a> fn(Moment<'a>, usize, &str) -> Cell<'a>,
}

/// Every table that has rows here; the others that Mautic names are empty.
pub(crate) const TABLES: [Table; 14] = [
    Table {
        name: "lead_stages_change_log",
        columns: &[
            "id",
            "lead_id",
            "stage_id",
            "event_name",
            "action_name",
            "date_added",
        ],
        rows: |moment| moment.view.stages.len(),
        shows: |moment, row| {
            moment
                .view
                .shows(moment.view.stages[row].lead, moment.view.stages[row].at)
        },
        cell: stage_cell,
    },
    Table {
        name: "lead_points_change_log",
        columns: &[
            "id",
            "lead_id",
            "ip_id",
            "type",
            "event_name",
            "action_name",
            "delta",
            "date_added",
        ],
        rows: |moment| moment.view.points.len(),
        shows: |moment, row| {
            moment
                .view
                .bearer(moment.view.points[row].lead, moment.view.points[row].at)
                .is_some()
        },
        cell: points_cell,
    },
    Table {
        name: "email_stats",
        columns: &[
            "id",
            "email_id",
            "lead_id",
            "ip_id",
            "email_address",
            "date_sent",
            "is_read",
            "is_failed",
            "viewed_in_browser",
            "date_read",
            "tracking_hash",
            "retry_count",
            "source",
            "source_id",
            "open_count",
            "last_opened",
            "open_details",
        ],
        rows: |moment| moment.view.mails.len(),
        shows: |_, _| true,
        cell: mail_cell,
    },
    Table {
        name: "email_stat_replies",
        columns: &["id", "stat_id", "date_replied", "message_id"],
        rows: |moment| moment.view.replies.len(),
        shows: |_, _| true,
        cell: reply_cell,
    },
    Table {
        name: "page_hits",
        columns: &[
            "id",
            "page_id",
            "redirect_id",
            "email_id",
            "lead_id",
            "ip_id",
            "date_hit",
            "country",
            "region",
            "city",
            "isp",
            "organization",
            "code",
            "url",
            "url_title",
            "user_agent",
            "browser_languages",
            "tracking_id",
            "source",
            "source_id",
            "query",
        ],
        rows: |moment| moment.view.hits.len(),
        shows: |_, _| true,
        cell: hit_cell,
    },
    Table {
        name: "form_submissions",
        columns: &[
            "id",
            "form_id",
            "ip_id",
            "lead_id",
            "tracking_id",
            "date_submitted",
            "referer",
        ],
        rows: |moment| moment.view.submissions.len(),
        shows: |_, _| true,
        cell: |moment, row, column| match column {
            "form_id" => Cell::Number(asset_id(moment.view.submissions[row].other as u16) as i64),
            "date_submitted" => Cell::Date(moment.view.submissions[row].at),
            "referer" => Cell::text("https://www.example.jp/contact"),
            other => orphan_cell(moment, row, &moment.view.submissions[row], other),
        },
    },
    Table {
        name: "asset_downloads",
        columns: &[
            "id",
            "asset_id",
            "ip_id",
            "lead_id",
            "date_download",
            "code",
            "tracking_id",
        ],
        rows: |moment| moment.view.downloads.len(),
        shows: |_, _| true,
        cell: |moment, row, column| match column {
            "asset_id" => Cell::Number(asset_id(moment.view.downloads[row].other as u16) as i64),
            "date_download" => Cell::Date(moment.view.downloads[row].at),
            "code" => Cell::Number(200),
            other => orphan_cell(moment, row, &moment.view.downloads[row], other),
        },
    },
    Table {
        name: "lead_donotcontact",
        columns: &[
            "id",
            "lead_id",
            "date_added",
            "reason",
            "channel",
            "channel_id",
            "comments",
        ],
        rows: |moment| moment.view.bars.len(),
        shows: |moment, row| {
            moment
                .view
                .bearer(moment.view.bars[row].lead, moment.view.bars[row].at)
                .is_some()
        },
        cell: bar_cell,
    },
    Table {
        name: "lead_utmtags",
        columns: &[
            "id",
            "lead_id",
            "date_added",
            "query",
            "referer",
            "remote_host",
            "url",
            "utm_campaign",
            "utm_content",
            "utm_medium",
            "utm_source",
            "utm_term",
        ],
        rows: |moment| moment.view.tags.len(),
        shows: |moment, row| {
            let tag = &moment.view.tags[row];
            moment.channel(tag.lead).0 != "direct" && moment.view.bearer(tag.lead, tag.at).is_some()
        },
        cell: tag_cell,
    },
    Table {
        name: "campaign_leads",
        columns: &[
            "campaign_id",
            "lead_id",
            "date_added",
            "date_last_exited",
            "manually_removed",
            "manually_added",
            "rotation",
        ],
        rows: |moment| moment.view.members.len(),
        shows: |moment, row| {
            moment
                .view
                .bearer(moment.view.members[row].lead, moment.view.members[row].at)
                .is_some()
        },
        cell: member_cell,
    },
    Table {
        name: "campaign_lead_event_log",
        columns: &[
            "id",
            "event_id",
            "lead_id",
            "campaign_id",
            "rotation",
            "date_triggered",
            "is_scheduled",
            "system_triggered",
            "metadata",
            "channel",
            "channel_id",
            "non_action_path_taken",
        ],
        rows: |moment| moment.view.steps.len(),
        shows: |moment, row| {
            moment
                .view
                .bearer(moment.view.steps[row].lead, moment.view.steps[row].at)
                .is_some()
        },
        cell: step_cell,
    },
    Table {
        name: "companies_leads",
        columns: &["company_id", "lead_id", "date_added", "is_primary"],
        rows: |moment| moment.view.staff.len(),
        shows: |moment, row| {
            moment
                .view
                .bearer(moment.view.staff[row].lead, moment.view.staff[row].at)
                .is_some()
        },
        cell: |moment, row, column| match column {
            "company_id" => Cell::Number(company_id(moment.view.staff[row].other) as i64),
            "is_primary" => Cell::Number(1),
            other => link_cell(moment, &moment.view.staff[row], other),
        },
    },
    Table {
        name: "lead_lists_leads",
        columns: &[
            "leadlist_id",
            "lead_id",
            "date_added",
            "manually_removed",
            "manually_added",
        ],
        rows: |moment| moment.view.contacts.len() * SEGMENTS.len(),
        shows: |moment, row| {
            moment
                .in_segment((row / SEGMENTS.len()) as u32, row % SEGMENTS.len())
                .is_some()
        },
        cell: segment_cell,
    },
    Table {
        name: "audit_log",
        columns: &[
            "id",
            "user_id",
            "user_name",
            "bundle",
            "object",
            "object_id",
            "action",
            "details",
            "date_added",
            "ip_address",
        ],
        rows: |moment| moment.view.audit.len(),
        shows: |_, _| true,
        cell: audit_cell,
    },
];
