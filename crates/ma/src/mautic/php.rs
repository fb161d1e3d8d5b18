//! Text that PHP's `serialize` wrote.
//!
//! Lives here: looking up one value by its key. Must not live here: which table holds such text.

/// The whole number under the top-level key `name` of a serialized array; `None` where there is none, or
/// the text is no such array.
pub(super) fn number_under(serialized: &str, name: &str) -> Option<i64> {
    let mut reader = Reader {
        rest: serialized.as_bytes(),
        depth: 0,
    };
    let length = reader.array_length()?;
    for _ in 0..length {
        let key = reader.value()?;
        let value = reader.value()?;
        if key == Value::Text(name.as_bytes()) {
            return match value {
                Value::Whole(number) => Some(number),
                Value::Text(text) => std::str::from_utf8(text).ok()?.trim().parse().ok(),
                Value::Other => None,
            };
        }
    }
    None
}

/// Nesting beyond this is no text of Mautic's.
const MAX_DEPTH: usize = 32;

#[derive(Debug, PartialEq)]
enum Value<'a> {
    Whole(i64),
    Text(&'a [u8]),
    Other,
}

struct Reader<'a> {
    rest: &'a [u8],
    depth: usize,
}

impl<'a> Reader<'a> {
    /// Reads one value; lengths count bytes.
    fn value(&mut self) -> Option<Value<'a>> {
        match self.rest.first()? {
            b'N' => self.skip(b"N;").map(|()| Value::Other),
            b'i' => {
                self.skip(b"i:")?;
                Some(Value::Whole(self.number_until(b';')?))
            }
            b'b' | b'd' => {
                self.until(b';')?;
                Some(Value::Other)
            }
            b's' => self.text().map(Value::Text),
            b'a' => {
                self.array()?;
                Some(Value::Other)
            }
            // Objects and references: Mautic writes none here.
            _ => None,
        }
    }

    fn text(&mut self) -> Option<&'a [u8]> {
        self.skip(b"s:")?;
        let length = usize::try_from(self.number_until(b':')?).ok()?;
        self.skip(b"\"")?;
        let (text, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        self.skip(b"\";")?;
        Some(text)
    }

    fn array(&mut self) -> Option<()> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return None;
        }
        for _ in 0..self.array_length()? {
            self.value()?;
            self.value()?;
        }
        self.depth -= 1;
        self.skip(b"}")
    }

    fn array_length(&mut self) -> Option<usize> {
        self.skip(b"a:")?;
        let length = usize::try_from(self.number_until(b':')?).ok()?;
        self.skip(b"{")?;
        Some(length)
    }

    fn number_until(&mut self, end: u8) -> Option<i64> {
        std::str::from_utf8(self.until(end)?).ok()?.parse().ok()
    }

    fn until(&mut self, end: u8) -> Option<&'a [u8]> {
        let at = self.rest.iter().position(|byte| *byte == end)?;
        let (found, rest) = self.rest.split_at(at);
        self.rest = &rest[1..];
        Some(found)
    }

    fn skip(&mut self, expected: &[u8]) -> Option<()> {
        self.rest = self.rest.strip_prefix(expected)?;
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::number_under;

    #[test]
    fn a_number_is_found_behind_values_of_any_type() {
        let text = r#"a:6:{s:4:"name";s:11:"Grace";"} x";s:1:"n";N;s:1:"b";b:1;s:1:"d";d:1.5;s:1:"l";a:1:{i:0;a:0:{}}s:11:"merged_into";i:26;}"#;
        assert_eq!(number_under(text, "merged_into"), Some(26));
        assert_eq!(
            number_under(r#"a:1:{s:11:"merged_into";s:2:"26";}"#, "merged_into"),
            Some(26)
        );
    }

    #[test]
    fn lengths_count_bytes_not_characters() {
        let text = "a:2:{s:4:\"name\";s:6:\"山田\";s:11:\"merged_into\";i:7;}";
        assert_eq!(number_under(text, "merged_into"), Some(7));
    }

    #[test]
    fn broken_text_is_none_and_never_a_panic() {
        let whole = r#"a:1:{s:11:"merged_into";i:26;}"#;
        for end in 0..whole.len() - 2 {
            assert_eq!(number_under(&whole[..end], "merged_into"), None);
        }
        for text in [
            "",
            "a:-1:{",
            "a:99999999999999999999:{",
            "O:3:\"Foo\":0:{}",
            "s:5:\"a\";",
            r#"a:1:{s:900:"x";i:1;}"#,
        ] {
            assert_eq!(number_under(text, "merged_into"), None, "{text}");
        }
        let deep = "a:1:{i:0;".repeat(100_000);
        assert_eq!(number_under(&deep, "x"), None);
    }
}
