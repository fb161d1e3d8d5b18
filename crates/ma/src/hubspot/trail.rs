//! Following opaque page cursors, and noticing when they go round in a circle.
//!
//! Lives here: where a list stands and whether it moves on. Must not live here: requests.

use serde::{Deserialize, Serialize};

/// How far a list was followed. Remembers one earlier place, at ever longer distances, so that a circle
/// of any length is found in a bounded number of steps (Brent) with two places kept.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Trail {
    /// Where the next page begins; `None` is the first page.
    after: Option<String>,
    landmark: Option<String>,
    steps: u32,
    /// Pages seen so far.
    pages: u32,
}

/// A list whose cursors repeat has no end.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct GoesInCircles;

impl Trail {
    /// Where the next page begins.
    pub(super) fn after(&self) -> Option<&str> {
        self.after.as_deref()
    }

    /// Pages seen so far.
    pub(super) fn pages(&self) -> u32 {
        self.pages
    }

    /// Goes on behind a page that ends at `after`; whether there is a next one.
    ///
    /// # Errors
    /// When the place was seen before.
    pub(super) fn advance(&mut self, after: Option<&str>) -> Result<bool, GoesInCircles> {
        self.pages += 1;
        let Some(after) = after else { return Ok(false) };
        if self.after.as_deref() == Some(after) || self.landmark.as_deref() == Some(after) {
            return Err(GoesInCircles);
        }
        self.steps += 1;
        if self.steps.is_power_of_two() {
            self.landmark = Some(after.to_owned());
        }
        self.after = Some(after.to_owned());
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_straight_list_is_followed_to_its_end() {
        let mut trail = Trail::default();
        for page in 0..1_000 {
            assert_eq!(trail.advance(Some(&page.to_string())), Ok(true));
        }
        assert_eq!(trail.advance(None), Ok(false));
        assert_eq!(trail.pages(), 1_001);
    }

    #[test]
    fn a_circle_of_any_length_is_found_also_after_a_straight_part() {
        for (straight, circle) in [(0, 1), (0, 2), (3, 1), (5, 7), (100, 30)] {
            let mut trail = Trail::default();
            let found = (0..straight + 20 * (circle + straight)).any(|step| {
                let place = if step < straight {
                    step
                } else {
                    straight + (step - straight) % circle
                };
                trail.advance(Some(&place.to_string())).is_err()
            });
            assert!(found, "straight {straight}, circle {circle}");
        }
    }
}
