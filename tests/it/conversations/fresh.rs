//! How fresh `/status` calls the data while everything works, at the pace that is set where nobody sets one.

use funnelbot::stage::SELLER;
use jiff::SignedDuration;
use kpi::model::Tool;
use sandbox::world::World;

use crate::harness::{end, lead_in, opens, set};

#[tokio::test(flavor = "multi_thread")]
async fn with_a_poll_every_ten_minutes_all_is_green() {
    for tool in [Tool::Hubspot, Tool::Mautic] {
        let world = World::empty();
        lead_in(&world, "lead", "2026-10-13 10:00");
        let mut options = opens(tool, &world, "2026-10-13 18:00", "");
        options.poll_every = SignedDuration::from_mins(10);
        let mut stage = set(options).await;
        for _ in 0..10 {
            let next = stage.clock().now() + SignedDuration::from_mins(47);
            stage.live_until(next).await;
            let told = stage
                .ask(SELLER, "/status")
                .await
                .expect("an answer")
                .text();
            assert!(told.starts_with("🟢"), "{next}: {told}");
            assert!(
                !told.contains('🟡') && !told.contains('🔴'),
                "{next}: {told}"
            );
        }
        end(stage).await;
    }
}
