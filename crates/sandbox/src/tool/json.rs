//! Writing JSON text straight into a buffer: pages of thousands of fields, without a tree in between.
//!
//! Lives here: the writer and the two ways of escaping. Must not live here: what is written.

use serde_json::Value;

/// How text is escaped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Escape {
    /// Only what must be.
    Plain,
    /// As PHP does: `/` as `\/`, everything beyond ASCII as `\uXXXX`.
    Php,
}

/// JSON text under construction. Commas are its business.
#[derive(Debug)]
pub(crate) struct Json {
    text: String,
    escape: Escape,
    fresh: bool,
}

impl Json {
    /// An empty one.
    pub(crate) fn new(escape: Escape) -> Self {
        Self {
            text: String::with_capacity(1 << 14),
            escape,
            fresh: true,
        }
    }

    /// The bytes.
    pub(crate) fn finish(self) -> Vec<u8> {
        self.text.into_bytes()
    }

    fn comma(&mut self) {
        if !self.fresh {
            self.text.push(',');
        }
        self.fresh = false;
    }

    /// `{`
    pub(crate) fn open(&mut self) -> &mut Self {
        self.comma();
        self.text.push('{');
        self.fresh = true;
        self
    }

    /// `}`
    pub(crate) fn close(&mut self) -> &mut Self {
        self.text.push('}');
        self.fresh = false;
        self
    }

    /// `[`
    pub(crate) fn open_list(&mut self) -> &mut Self {
        self.comma();
        self.text.push('[');
        self.fresh = true;
        self
    }

    /// `]`
    pub(crate) fn close_list(&mut self) -> &mut Self {
        self.text.push(']');
        self.fresh = false;
        self
    }

    /// A key; its value comes next.
    pub(crate) fn key(&mut self, key: &str) -> &mut Self {
        self.comma();
        self.quote(key);
        self.text.push(':');
        self.fresh = true;
        self
    }

    /// A text.
    pub(crate) fn str(&mut self, text: &str) -> &mut Self {
        self.comma();
        self.quote(text);
        self
    }

    /// What is JSON already, such as a number.
    pub(crate) fn raw(&mut self, json: impl std::fmt::Display) -> &mut Self {
        use std::fmt::Write;
        self.comma();
        // Writing into a String cannot fail.
        let _ = write!(self.text, "{json}");
        self
    }

    /// `null`
    pub(crate) fn null(&mut self) -> &mut Self {
        self.comma();
        self.text.push_str("null");
        self
    }

    /// A text or `null`.
    pub(crate) fn text_or_null(&mut self, text: Option<&str>) -> &mut Self {
        match text {
            Some(text) => self.str(text),
            None => self.null(),
        }
    }

    /// A tree, in this writer's way of escaping.
    pub(crate) fn value(&mut self, value: &Value) -> &mut Self {
        match value {
            Value::String(text) => self.str(text),
            Value::Array(values) => {
                self.open_list();
                for value in values {
                    self.value(value);
                }
                self.close_list()
            }
            Value::Object(fields) => {
                self.open();
                for (key, value) in fields {
                    self.key(key).value(value);
                }
                self.close()
            }
            plain => self.raw(plain),
        }
    }

    fn quote(&mut self, text: &str) {
        self.text.push('"');
        if text
            .bytes()
            .all(|byte| matches!(byte, b' '..=b'~') && !matches!(byte, b'"' | b'\\' | b'/'))
        {
            self.text.push_str(text);
        } else {
            text.chars().for_each(|c| self.escaped(c));
        }
        self.text.push('"');
    }

    fn escaped(&mut self, c: char) {
        match c {
            '"' => self.text.push_str("\\\""),
            '\\' => self.text.push_str("\\\\"),
            '\n' => self.text.push_str("\\n"),
            '\r' => self.text.push_str("\\r"),
            '\t' => self.text.push_str("\\t"),
            '/' if self.escape == Escape::Php => self.text.push_str("\\/"),
            c if c < ' ' || (self.escape == Escape::Php && !c.is_ascii()) => {
                let mut units = [0; 2];
                for unit in c.encode_utf16(&mut units) {
                    self.text.push_str(&format!("\\u{unit:04x}"));
                }
            }
            c => self.text.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways_of_escaping_read_back_as_the_same_text() {
        let nasty = "a/b \"c\" \\ \u{1}\n東京\u{1f600}\u{202e}";
        for escape in [Escape::Plain, Escape::Php] {
            let mut json = Json::new(escape);
            json.open()
                .key("a")
                .str(nasty)
                .key("b")
                .open_list()
                .null()
                .raw(1.5)
                .close_list()
                .close();
            let value: Value = serde_json::from_slice(&json.finish()).expect("valid JSON");
            assert_eq!(value, serde_json::json!({"a": nasty, "b": [null, 1.5]}));
        }
    }

    #[test]
    fn php_escapes_slashes_and_everything_beyond_ascii() {
        let mut json = Json::new(Escape::Php);
        json.str("/東");
        assert_eq!(json.finish(), br#""\/\u6771""#);
    }
}
