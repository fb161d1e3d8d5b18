//! Segments and who is in them. Must not live here: how active they are (`kpi`).

use jiff::Timestamp;
use sqlx::SqliteConnection;

use crate::{
    StoreError,
    absorb::{leads::Leads, poll::Poll, told::Told},
    bulk::Bulk,
};

/// Segments and memberships of a batch, ready to be written.
#[derive(Debug)]
pub(super) struct Segments {
    segments: Bulk,
    members: Bulk,
    listed: Vec<(i64, i64)>,
}

impl Segments {
    pub(super) fn prepare(poll: &Poll, told: &Told<'_>, leads: &mut Leads<'_>) -> Self {
        let mut segments = Bulk::new(include_str!("../sql/segment_upsert.sql"));
        for segment in &told.segments {
            segments
                .row()
                .bind(poll.source.0)
                .bind(segment.id.0.clone())
                .bind(segment.name.clone())
                .bind(segment.active);
        }
        let mut members = Bulk::new(include_str!("../sql/segment_member_upsert.sql"));
        for member in &told.members {
            members
                .row()
                .bind(poll.source.0)
                .bind(member.segment.0.clone())
                .bind(leads.resolve(member.lead.as_str()).id)
                .bind(member.since.map(Timestamp::as_millisecond))
                .bind(member.scan.as_millisecond());
        }
        let listed = told.members_listed.iter();
        Self {
            segments,
            members,
            listed: listed
                .map(|scan| (poll.source.0, scan.as_millisecond()))
                .collect(),
        }
    }

    /// How many segments and memberships were written.
    pub(super) async fn write(self, tx: &mut SqliteConnection) -> Result<u64, StoreError> {
        let mut changed = self.segments.run(tx).await? + self.members.run(tx).await?;
        for (source, scan) in self.listed {
            let left = sqlx::query(include_str!("../sql/segment_member_left.sql"))
                .bind(scan)
                .bind(source)
                .bind(scan)
                .execute(&mut *tx)
                .await?;
            changed += left.rows_affected();
        }
        Ok(changed)
    }
}
