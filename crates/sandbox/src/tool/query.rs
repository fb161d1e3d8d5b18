//! Query strings: percent-decoding, and PHP's brackets (`where[0][col]=id`).
//!
//! Lives here: reading the text of a query. Must not live here: what its names mean.

/// The pairs of a query string, decoded.
pub(crate) fn pairs(query: &str) -> Vec<(String, String)> {
    query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decode(name), decode(value))
        })
        .collect()
}

/// The last value of that name.
pub(crate) fn value<'a>(pairs: &'a [(String, String)], name: &str) -> Option<&'a str> {
    pairs
        .iter()
        .rev()
        .find(|(known, _)| known == name)
        .map(|(_, value)| value.as_str())
}

fn decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, more)) = rest.split_first() {
        rest = more;
        match first {
            b'+' => bytes.push(b' '),
            b'%' => match more.get(..2).and_then(hex) {
                Some(byte) => {
                    bytes.push(byte);
                    rest = &more[2..];
                }
                None => bytes.push(b'%'),
            },
            byte => bytes.push(*byte),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn hex(digits: &[u8]) -> Option<u8> {
    u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}

/// A PHP request variable: a text, or an array in the order of its keys' first appearance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Node {
    /// A text.
    Leaf(String),
    /// An array.
    Branch(Vec<(String, Node)>),
}

impl Node {
    /// All variables of a query string.
    pub(crate) fn parse(query: &str) -> Self {
        let mut root = Vec::new();
        for (name, value) in pairs(query) {
            let (head, rest) = name.split_once('[').unwrap_or((&name, ""));
            let keys: Vec<&str> = std::iter::once(head)
                .chain(
                    rest.split('[')
                        .filter(|_| !rest.is_empty())
                        .map(|key| key.trim_end_matches(']')),
                )
                .collect();
            insert(&mut root, &keys, value);
        }
        Self::Branch(root)
    }

    /// The variable of that key.
    pub(crate) fn get(&self, key: &str) -> Option<&Self> {
        self.children()
            .iter()
            .find(|(known, _)| known == key)
            .map(|(_, node)| node)
    }

    /// The text of that key.
    pub(crate) fn text(&self, key: &str) -> Option<&str> {
        match self.get(key)? {
            Self::Leaf(text) => Some(text),
            Self::Branch(_) => None,
        }
    }

    /// The entries of an array; none for a text.
    pub(crate) fn children(&self) -> &[(String, Self)] {
        match self {
            Self::Leaf(_) => &[],
            Self::Branch(children) => children,
        }
    }
}

fn insert(children: &mut Vec<(String, Node)>, keys: &[&str], value: String) {
    let Some((first, rest)) = keys.split_first() else {
        return;
    };
    let key = if first.is_empty() {
        children.len().to_string()
    } else {
        (*first).to_owned()
    };
    let place = children
        .iter()
        .position(|(known, _)| *known == key)
        .unwrap_or_else(|| {
            children.push((key, Node::Branch(Vec::new())));
            children.len() - 1
        });
    let node = &mut children[place].1;
    if rest.is_empty() {
        *node = Node::Leaf(value);
        return;
    }
    if let Node::Leaf(_) = node {
        *node = Node::Branch(Vec::new());
    }
    if let Node::Branch(children) = node {
        insert(children, rest, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_make_a_tree_encoded_or_plain() {
        let plain = Node::parse(
            "where[0][expr]=orX&where[0][val][0][col]=id&select[]=a&select[]=b&limit=5",
        );
        let encoded = Node::parse(
            "where%5B0%5D%5Bexpr%5D=orX&where%5B0%5D%5Bval%5D%5B0%5D%5Bcol%5D=id&select%5B%5D=a&select%5B%5D=b&limit=5",
        );
        assert_eq!(plain, encoded);
        let clause = plain
            .get("where")
            .and_then(|clauses| clauses.get("0"))
            .expect("a clause");
        assert_eq!(clause.text("expr"), Some("orX"));
        assert_eq!(
            clause
                .get("val")
                .and_then(|list| list.get("0"))
                .and_then(|inner| inner.text("col")),
            Some("id")
        );
        assert_eq!(
            plain.get("select").map(|list| list.children().len()),
            Some(2)
        );
        assert_eq!(plain.text("limit"), Some("5"));
    }

    #[test]
    fn plus_and_percent_are_decoded() {
        assert_eq!(
            pairs("a=2026-11-22+15%3A47"),
            vec![("a".to_owned(), "2026-11-22 15:47".to_owned())]
        );
    }
}
