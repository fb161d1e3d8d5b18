//! Alerts: after each poll the watched numbers are held against their borders, and people hear of what begins and of
//! what is over, once each.
//!
//! Lives here: from what a number means to the message that is owed. Must not live here: borders (`kpi::alert`), the
//! numbers (`funnelbot_commands::alerts`), how an alert reads (`report::alerts`).

use anyhow::anyhow;
use funnelbot_commands::alerts::{Reading, Watch, read};
use jiff::Timestamp;
use kpi::alert::Turn;
use report::{
    alerts::{Run, over, raised},
    message::Message,
};
use store::{NewAlert, NewPost, StandingAlert};

use crate::{app::App, config::team::Team};

/// The kind of an alert's messages in the outbox.
const KIND: &str = "alert";

/// Looks at everything that is watched. A watch that cannot be read is logged and looked at again; it never keeps the
/// others from being looked at.
///
/// # Errors
/// Where the store cannot go on.
pub(crate) async fn run(app: &App, now: Timestamp) -> anyhow::Result<()> {
    let team = app.team();
    let Some(channel) = app.alerts_channel(&team) else {
        return Ok(());
    };
    let standing = app.store.standing_alerts(app.workspace).await?;
    for watch in &team.alerts.watches {
        let standing: Vec<&StandingAlert> = standing
            .iter()
            .filter(|alert| alert.watch == watch.as_str())
            .collect();
        match read(&app.office, *watch, team.locale, &standing).await {
            Ok(readings) => {
                let desk = Desk {
                    app,
                    team: &team,
                    channel,
                    watch: *watch,
                    now,
                };
                for reading in readings {
                    desk.take(&reading, &standing).await?;
                }
            }
            Err(fault) => {
                let fault = anyhow!("{fault:?}");
                tracing::warn!(watch = watch.as_str(), %fault, "a watch could not be read");
            }
        }
    }
    Ok(())
}

/// What is the same for all readings of a watch.
struct Desk<'a> {
    app: &'a App,
    team: &'a Team,
    channel: u64,
    watch: Watch,
    now: Timestamp,
}

impl Desk<'_> {
    async fn take(&self, reading: &Reading, standing: &[&StandingAlert]) -> anyhow::Result<()> {
        let stands = standing
            .iter()
            .find(|alert| alert.subject == reading.subject);
        match (reading.turn, stands) {
            (Turn::Raised, None) => self.raise(reading).await,
            (Turn::Over, Some(alert)) => self.end(reading, alert).await,
            (Turn::GoesOn, Some(alert)) if (reading.worst - alert.worst).abs() > f64::EPSILON => {
                Ok(self.app.store.worsen_alert(alert.id, reading.worst).await?)
            }
            _ => Ok(()),
        }
    }

    async fn raise(&self, reading: &Reading) -> anyhow::Result<()> {
        let alert = NewAlert {
            watch: self.watch.as_str().to_owned(),
            subject: reading.subject.clone(),
            value: reading.value,
        };
        let definition = &self.team.definition;
        let message = |id: store::AlertId| {
            let key = format!("alert-{id}");
            let message = raised(self.team.locale, definition, &reading.told, self.now, &key);
            self.post(key, &message)
        };
        let store = &self.app.store;
        let raised = store
            .raise_alert(self.app.workspace, &alert, self.now, message)
            .await?;
        tracing::info!(watch = alert.watch, subject = alert.subject, id = ?raised, "an alert");
        Ok(())
    }

    async fn end(&self, reading: &Reading, alert: &StandingAlert) -> anyhow::Result<()> {
        let key = format!("alert-{}-over", alert.id);
        let run = Run {
            raised_at: alert.raised_at,
            over_at: self.now,
            worst: alert.worst,
        };
        let definition = &self.team.definition;
        let message = over(self.team.locale, definition, &reading.told, run, &key);
        let post = self.post(key, &message);
        let store = &self.app.store;
        store
            .end_alert(self.app.workspace, alert.id, self.now, &post)
            .await?;
        tracing::info!(
            watch = alert.watch,
            subject = alert.subject,
            "an alert is over"
        );
        Ok(())
    }

    fn post(&self, key: String, message: &Message) -> NewPost {
        NewPost {
            key,
            kind: KIND.to_owned(),
            channel: self.channel,
            due: self.now,
            period_start: None,
            period_end: None,
            message: serde_json::to_value(message).unwrap_or_default(),
            facts: serde_json::Value::Null,
            late: None,
        }
    }
}
