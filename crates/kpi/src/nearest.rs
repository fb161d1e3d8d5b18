//! The accepted word that somebody who mistyped probably meant.

/// The candidate nearest to `typed` by edit distance, if it is near enough to be meant: at most a third of
/// the longer word's letters differ, two at least. Case does not count.
pub fn nearest<'a>(typed: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    candidates
        .into_iter()
        .map(|candidate| (distance(typed, candidate), candidate))
        .filter(|(distance, candidate)| {
            let longer = typed.chars().count().max(candidate.chars().count());
            *distance <= (longer / 3).max(2) && *distance < longer
        })
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// Letters to insert, delete or replace to make one word of the other (Levenshtein).
pub(crate) fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().flat_map(char::to_lowercase).collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (above, letter) in one.chars().flat_map(char::to_lowercase).enumerate() {
        let mut diagonal = row[0];
        row[0] = above + 1;
        for (index, known) in other.iter().enumerate() {
            let replaced = diagonal + usize::from(letter != *known);
            diagonal = row[index + 1];
            row[index + 1] = replaced.min(row[index] + 1).min(diagonal + 1);
        }
    }
    row[other.len()]
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_slip_finds_its_word_and_nonsense_finds_none() {
        let words = ["last-week", "this-week", "last-month"];
        assert_eq!(nearest("last-wek", words), Some("last-week"));
        assert_eq!(nearest("Last-Month", words), Some("last-month"));
        assert_eq!(nearest("zzzzzzzzz", words), None);
        assert_eq!(nearest("", words), None);
    }
}
