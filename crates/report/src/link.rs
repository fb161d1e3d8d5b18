//! Addresses that may stand in a message.
//!
//! Lives here: which addresses are let through and how they are written so that nothing can break out of
//! them. Must not live here: labels.

use crate::cut::units;

/// The longest address that the chat takes in a button.
const MOST: usize = 512;

/// The address as it can stand in a button or behind a label; `None` where it is not plain `http` or
/// `https`, or too long.
pub fn safe(url: &str) -> Option<String> {
    let url = url.trim();
    let rest = url
        .strip_prefix("https://")
        .or_else(|| url.strip_prefix("http://"))?;
    let host = rest.split(['/', '?', '#']).next()?;
    if host.is_empty() || host.contains('@') {
        return None;
    }
    let mut kept = String::with_capacity(url.len());
    for c in url.chars() {
        if c.is_ascii_graphic() && !BREAKS_OUT.contains(c) {
            kept.push(c);
        } else {
            let mut bytes = [0; 4];
            for byte in c.encode_utf8(&mut bytes).bytes() {
                kept.push_str(&format!("%{byte:02X}"));
            }
        }
    }
    (units(&kept) <= MOST).then_some(kept)
}

/// Characters that end a link in markdown.
const BREAKS_OUT: &str = "()<>[]\"'`\\|*";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_web_addresses_pass() {
        let tool = "https://app.hubspot.com/contacts/1/record/0-1/51";
        assert_eq!(safe(tool).as_deref(), Some(tool));
        assert_eq!(
            safe("http://127.0.0.1:8080/s/contacts/view/3").as_deref(),
            Some("http://127.0.0.1:8080/s/contacts/view/3")
        );
        assert_eq!(safe("javascript:alert(1)"), None);
        assert_eq!(safe("https://"), None);
        assert_eq!(safe("https://user@evil.example/"), None);
        assert_eq!(
            safe(&format!("https://x.example/{}", "a".repeat(600))),
            None
        );
    }

    #[test]
    fn nothing_breaks_out_of_a_link() {
        assert_eq!(
            safe("https://x.example/a)[b](http://y").as_deref(),
            Some("https://x.example/a%29%5Bb%5D%28http://y")
        );
        assert_eq!(
            safe("https://x.example/企業 1").as_deref(),
            Some("https://x.example/%E4%BC%81%E6%A5%AD%201")
        );
    }
}
