//! Short lists that are read whole: stages, owners, campaigns, emails.
//!
//! Lives here: their fields, and how often they are read. Must not live here: leads and logs.

use jiff::{SignedDuration, Timestamp};
use kpi::model::{
    Batch, Campaign, Cursor, EmailAsset, EmailCounters, ExtId, Owner, Record, ToolStage,
};
use serde::{Deserialize, Serialize};

use super::{
    Mautic,
    contact::full_name,
    query::Query,
    reading::Reading,
    refusal::Refusal,
    round::{Gathered, Round, resume},
    scalar::Scalar,
    site::{Place, Row},
};

/// One of the short lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum List {
    /// Stages, unpublished ones too: leads may still be in them.
    Stages,
    /// Users of the installation.
    Owners,
    /// Campaigns.
    Campaigns,
    /// Emails, with their counters.
    Emails,
}

impl List {
    fn place(self) -> Place {
        match self {
            Self::Stages => Place {
                path: "stages",
                permission: "Stages: View",
            },
            Self::Owners => Place {
                path: "users",
                permission: "Users: View",
            },
            Self::Campaigns => Place {
                path: "campaigns",
                permission: "Campaigns: View Own and View Others",
            },
            Self::Emails => Place {
                path: "emails",
                permission: "Emails: View Own and View Others",
            },
        }
    }

    /// Rows a page. An email's row holds its whole text.
    fn page(self) -> usize {
        match self {
            Self::Emails => 200,
            Self::Stages | Self::Owners | Self::Campaigns => 500,
        }
    }

    /// How long a list is good for. A new stage must be known before its leads are.
    fn fresh_for(self) -> SignedDuration {
        match self {
            Self::Stages => SignedDuration::ZERO,
            Self::Owners | Self::Campaigns | Self::Emails => SignedDuration::from_mins(55),
        }
    }

    fn query(self) -> Query {
        let query = Query::first(self.page()).entities_by_id();
        match self {
            // Without their events, of which a campaign may have hundreds.
            Self::Campaigns => query.with("minimal", "1"),
            // `minimal` would drop counters, weights and mail addresses.
            Self::Stages | Self::Owners | Self::Emails => query,
        }
    }

    fn record(self, id: u64, row: &ListRow, reading: &mut Reading) -> Option<Record> {
        match self {
            Self::Stages => stage(id, row, reading),
            Self::Owners => owner(id, row, reading),
            Self::Campaigns => campaign(id, row, reading),
            Self::Emails => email(id, row, reading),
        }
    }
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Walk {
    round: Round,
    after: u64,
}

/// A row of any of the lists.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct ListRow {
    id: Scalar,
    is_published: Scalar,
    name: Scalar,
    weight: Scalar,
    username: Scalar,
    first_name: Scalar,
    last_name: Scalar,
    email: Scalar,
    subject: Scalar,
    publish_up: Scalar,
    sent_count: Scalar,
    read_count: Scalar,
}

impl Row for ListRow {
    fn id(&self) -> Option<u64> {
        self.id.id()
    }
}

impl Mautic {
    /// One page of a list; nothing while it is fresh.
    pub(super) async fn pull_list(
        &self,
        list: List,
        since: Option<&Cursor>,
        now: Timestamp,
    ) -> Result<Batch, Refusal> {
        let mut walk: Walk = resume(since);
        let mut gathered = Gathered::default();
        if let Some(complete_to) = walk.round.still_fresh(now, list.fresh_for()) {
            return Ok(gathered.last(&walk, Some(complete_to)));
        }
        walk.round.enter(now);
        let place = list.place();
        let page = self
            .site
            .page::<ListRow>(place, list.query(), walk.after, list.page(), now)
            .await?;
        gathered.unread(&page, place.path, walk.after);
        for (id, row) in &page.rows {
            let mut reading = Reading::of(format!("{} {id}", place.path));
            gathered.records.extend(list.record(*id, row, &mut reading));
            gathered.broken.extend(reading.end());
        }
        if page.full {
            walk.after = page.last().unwrap_or(walk.after);
            return Ok(gathered.more(&walk));
        }
        walk.after = 0;
        let complete_to = walk.round.end();
        Ok(gathered.last(&walk, complete_to))
    }
}

fn stage(id: u64, row: &ListRow, reading: &mut Reading) -> Option<Record> {
    let label = named(row, reading)?;
    let position = row.weight.whole().unwrap_or(0);
    Some(Record::ToolStage(ToolStage {
        raw: id.to_string(),
        label,
        position,
    }))
}

fn owner(id: u64, row: &ListRow, reading: &mut Reading) -> Option<Record> {
    let name = full_name(reading, &row.first_name, &row.last_name)
        .or_else(|| reading.text("username", &row.username))?;
    let email = reading.text("email", &row.email);
    let active = row.is_published == Scalar::Missing || row.is_published.yes();
    Some(Record::Owner(Owner {
        id: ExtId(id.to_string()),
        name,
        email,
        active,
    }))
}

fn campaign(id: u64, row: &ListRow, reading: &mut Reading) -> Option<Record> {
    let name = named(row, reading)?;
    let active = (row.is_published != Scalar::Missing).then(|| row.is_published.yes());
    Some(Record::Campaign(Campaign {
        id: ExtId(id.to_string()),
        name,
        active,
    }))
}

fn email(id: u64, row: &ListRow, reading: &mut Reading) -> Option<Record> {
    let name = named(row, reading)?;
    // Mautic counts a mail as read once. It keeps no count of mails delivered, and clicks, bounces and
    // unsubscriptions are rows of their own.
    let counters = EmailCounters {
        sent: row.sent_count.whole(),
        opened: row.read_count.whole(),
        ..EmailCounters::default()
    };
    Some(Record::Email(EmailAsset {
        id: ExtId(id.to_string()),
        name,
        subject: reading.text("subject", &row.subject),
        sent_at: reading.instant("publishUp", &row.publish_up),
        campaign: None,
        counters,
    }))
}

fn named(row: &ListRow, reading: &mut Reading) -> Option<String> {
    let name = reading.text("name", &row.name);
    if name.is_none() {
        reading.note("it is left out: it has no name".to_owned());
    }
    name
}
