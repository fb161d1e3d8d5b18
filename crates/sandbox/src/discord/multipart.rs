//! Reading `multipart/form-data`.
//!
//! Lives here: cutting a body into its parts. Must not live here: what the parts mean.

/// One part of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Part<'a> {
    pub(super) name: String,
    pub(super) filename: Option<String>,
    pub(super) content_type: Option<String>,
    pub(super) bytes: &'a [u8],
}

/// The boundary that a `Content-Type` names.
pub(super) fn boundary(content_type: &str) -> Option<&str> {
    let parameters = content_type.strip_prefix("multipart/form-data")?;
    let value = parameters.split_once("boundary=")?.1;
    let value = value.split(';').next().unwrap_or_default().trim();
    Some(value.trim_matches('"'))
}

/// Cuts `body` at its boundary. None where it is no such form.
pub(super) fn parts<'a>(body: &'a [u8], boundary: &str) -> Option<Vec<Part<'a>>> {
    let delimiter = format!("--{boundary}");
    let mut rest = body.strip_prefix(delimiter.as_bytes())?;
    let next = format!("\r\n{delimiter}");
    let mut parts = Vec::new();
    while let Some(part) = rest.strip_prefix(b"\r\n") {
        let end = find(part, next.as_bytes())?;
        parts.push(read_part(&part[..end])?);
        rest = &part[end + next.len()..];
    }
    rest.starts_with(b"--").then_some(parts)
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack
        .windows(needle.len())
        .position(|window| window == needle)
}

fn read_part(part: &[u8]) -> Option<Part<'_>> {
    let end = find(part, b"\r\n\r\n")?;
    let head = std::str::from_utf8(&part[..end]).ok()?;
    let header = |wanted: &str| {
        head.split("\r\n").find_map(|line| {
            let (name, value) = line.split_once(':')?;
            name.eq_ignore_ascii_case(wanted).then(|| value.trim())
        })
    };
    let disposition = header("content-disposition")?;
    Some(Part {
        name: quoted(disposition, "name")?,
        filename: quoted(disposition, "filename").or_else(|| encoded(disposition)),
        content_type: header("content-type").map(str::to_owned),
        bytes: &part[end + 4..],
    })
}

/// A quoted parameter such as `name="files[0]"`.
fn quoted(disposition: &str, key: &str) -> Option<String> {
    let start = format!("; {key}=\"");
    let value = disposition.split_once(start.as_str())?.1;
    let mut text = String::new();
    let mut letters = value.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '"' => return Some(text),
            '\\' => text.extend(letters.next()),
            other => text.push(other),
        }
    }
    None
}

/// A file name outside ASCII: `filename*=utf-8''%E5%9B%B3.png`.
fn encoded(disposition: &str) -> Option<String> {
    let value = disposition.split_once("filename*=")?.1;
    let value = value.split(';').next()?.trim();
    let (_, text) = value.split_once("''")?;
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        if *first == b'%' {
            let digits = std::str::from_utf8(after.get(..2)?).ok()?;
            bytes.push(u8::from_str_radix(digits, 16).ok()?);
            rest = &after[2..];
        } else {
            bytes.push(*first);
            rest = after;
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::{boundary, parts};

    #[test]
    fn a_form_with_a_file_and_a_payload_is_cut_into_its_parts() {
        let body =
            b"--xyz\r\nContent-Disposition: form-data; name=\"files[1]\"; filename=\"a.png\"\r\n\
            Content-Type: image/png\r\n\r\n\x89PNG\r\n--x\r\n--xyz\r\n\
            Content-Disposition: form-data; name=\"payload_json\"\r\n\r\n{}\r\n--xyz--\r\n";
        let boundary = boundary("multipart/form-data; boundary=xyz").expect("a boundary");
        let parts = parts(body, boundary).expect("a form");
        assert_eq!(parts.len(), 2);
        assert_eq!(parts[0].filename.as_deref(), Some("a.png"));
        assert_eq!(parts[0].bytes, b"\x89PNG\r\n--x");
        assert_eq!(
            (parts[1].name.as_str(), parts[1].bytes),
            ("payload_json", &b"{}"[..])
        );
    }

    #[test]
    fn a_form_that_breaks_off_is_none() {
        assert_eq!(
            parts(
                b"--b\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\nabc",
                "b"
            ),
            None
        );
    }

    #[test]
    fn file_names_outside_ascii_are_read() {
        let body = b"--b\r\nContent-Disposition: form-data; name=\"files[0]\"; filename*=utf-8''%E5%9B%B3.png\r\n\r\n\r\n--b--";
        let parts = parts(body, "b").expect("a form");
        assert_eq!(parts[0].filename.as_deref(), Some("図.png"));
    }
}
