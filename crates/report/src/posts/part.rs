//! The parts of a post's body, and how they share its room: nobody reads a long post.
//!
//! Lives here: which part gives way when. Must not live here: what a part says, in full or in short.

use crate::{
    cut::{shorten_lines, units},
    funnel::join,
};

/// The longest body of a post: what is read in half a minute.
pub const ROOM: usize = 1_400;

/// A part of a body: its lines in full, then ever shorter versions of them.
#[derive(Debug, Clone)]
pub(super) struct Part(Vec<Vec<String>>);

impl Part {
    /// The same part with one more version, shorter than those before.
    pub(super) fn or(mut self, shorter: Vec<String>) -> Self {
        self.0.push(shorter);
        self
    }

    /// The same part with `line` at the end of every version.
    pub(super) fn ending_in(mut self, line: &str) -> Self {
        for version in &mut self.0 {
            version.push(line.to_owned());
        }
        self
    }
}

/// A part that gives no way.
impl From<Vec<String>> for Part {
    fn from(lines: Vec<String>) -> Self {
        Self(vec![lines])
    }
}

/// A part of one line that gives no way, or of none.
impl From<Option<String>> for Part {
    fn from(line: Option<String>) -> Self {
        Self(vec![line.into_iter().collect()])
    }
}

/// The parts in their order within `room`. Where they do not fit, they give way from the bottom up, a step each, and
/// then a step more.
pub(super) fn fit(parts: &[Part], room: usize) -> String {
    let steps = parts.iter().map(|part| part.0.len()).max().unwrap_or(0);
    let mut versions = vec![0; parts.len()];
    let mut body = join(&lines(parts, &versions));
    for step in 1..steps {
        for place in (0..parts.len()).rev() {
            if units(&body) <= room {
                return body;
            }
            if step < parts[place].0.len() {
                versions[place] = step;
                body = join(&lines(parts, &versions));
            }
        }
    }
    shorten_lines(&body, room)
}

fn lines(parts: &[Part], versions: &[usize]) -> Vec<Vec<String>> {
    let chosen = parts.iter().zip(versions);
    chosen
        .map(|(part, version)| part.0[*version].clone())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Vec<String> {
        vec![text.to_owned()]
    }

    #[test]
    fn parts_give_way_from_the_bottom_up_a_step_at_a_time() {
        let parts = [
            Part::from(text("head")),
            Part::from(text("aaaaaaaaaa"))
                .or(text("aaaaa"))
                .or(text("a")),
            Part::from(text("bbbbbbbbbb")).or(text("bbbbb")),
            Part::from(text("foot")),
        ];
        let body = |room| fit(&parts, room).replace("\n\n", " ");
        assert_eq!(body(34), "head aaaaaaaaaa bbbbbbbbbb foot");
        assert_eq!(body(33), "head aaaaaaaaaa bbbbb foot");
        assert_eq!(body(28), "head aaaaa bbbbb foot");
        assert_eq!(body(20), "head a bbbbb foot");
        assert!(units(&fit(&parts, 12)) <= 12);
        assert_eq!(fit(&[], 12), "");
    }

    #[test]
    fn a_part_may_leave_without_a_trace() {
        let parts = [
            Part::from(text("head")),
            Part::from(text("aaaaaaaaaa")).or(Vec::new()),
            Part::from(Some("foot".to_owned())),
        ];
        assert_eq!(fit(&parts, 10), "head\n\nfoot");
    }
}
