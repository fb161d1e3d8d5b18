//! Mails that the tool counts by when they went out.

use kpi::model::{EmailCohort, EmailCohorts, EmailCounters, Record, Stream};

use crate::support::{Home, day};

fn told(email: &str, from: Option<u8>, days: &[(u8, i64)]) -> Record {
    Record::EmailCohorts(EmailCohorts {
        email: email.into(),
        from: from.map(day),
        cohorts: days
            .iter()
            .map(|(on, sent)| EmailCohort {
                sent_at: day(*on),
                until: Some(day(on + 1)),
                counters: EmailCounters {
                    sent: Some(*sent),
                    opened: None,
                    ..EmailCounters::default()
                },
            })
            .collect(),
    })
}

const SENT: &str = "SELECT coalesce(sum(sent), 0) FROM email_cohort";

#[tokio::test]
async fn cohorts_told_again_change_nothing_and_those_no_longer_told_go() {
    let home = Home::new().await;
    let all = vec![
        told("e", None, &[(2, 10), (3, 20), (9, 5)]),
        told("f", None, &[(2, 100)]),
    ];
    let first = home.absorb(Stream::Emails, all.clone(), day(10)).await;
    assert_eq!((first.changed, home.count(SENT).await), (4, 135));
    let again = home.absorb(Stream::Emails, all, day(11)).await;
    assert_eq!(again.changed, 0);
    // From the third on: one grew, one is gone, what lies before stays.
    let absorbed = home
        .absorb(
            Stream::Emails,
            vec![told("e", Some(3), &[(3, 21)])],
            day(12),
        )
        .await;
    assert_eq!((absorbed.changed, home.count(SENT).await), (2, 131));
    // An email that was put off to another day.
    home.absorb(Stream::Emails, vec![told("f", None, &[(5, 100)])], day(13))
        .await;
    assert_eq!(home.count(SENT).await, 131);
    let unknown = "SELECT count(*) FROM email_cohort WHERE opened IS NULL";
    assert_eq!(home.count(unknown).await, 3, "not counted is not zero");
}
