//! A message as a page: for a browser, for a printer, for a mail.
//!
//! Lives here: the page around a message. It is complete in itself: no script, no font, no address that it would load
//! something from. Must not live here: sentences, the drawing of pictures (`chart`).

use jiff::tz::TimeZone;

use crate::{
    escape::markup,
    link,
    locale::Locale,
    message::{Action, Message, Tone},
    reading::{Piece, Reader},
};

/// Readable on a phone, printable on one sheet.
const STYLE: &str = "\
:root{color-scheme:light}\
body{margin:0 auto;padding:1.2rem;max-width:46rem;color:#1f1f1f;background:#fff;\
font:1rem/1.65 'BIZ UDPGothic','Hiragino Sans','Noto Sans CJK JP','Noto Sans JP',system-ui,sans-serif;\
overflow-wrap:anywhere}\
h1{font-size:1.3rem;line-height:1.4;margin:0 0 .8rem}\
main{border-left:.3rem solid var(--tone);padding-left:.9rem}\
section{margin:0 0 1rem;break-inside:avoid}\
p{margin:0}\
code{font:inherit;font-variant-numeric:tabular-nums;white-space:pre;font-weight:700}\
figure{margin:1rem 0;break-inside:avoid}\
svg{width:100%;height:auto;display:block;border:1px solid #d4d4d4}\
footer{color:#595959;font-size:.85rem;border-top:1px solid #d4d4d4;padding-top:.5rem}\
nav a{display:inline-block;margin-right:1rem}\
@media print{body{padding:0;max-width:none;font-size:10pt}nav{display:none}}";

/// The message as one HTML document; times are written in `zone`. Buttons that lead somewhere are links, others
/// cannot be pressed here and are left out.
pub fn page(message: &Message, locale: Locale, zone: &TimeZone) -> String {
    let reader = Reader {
        words: locale.words(),
        zone,
    };
    let plain: String = reader
        .pieces(&message.content)
        .into_iter()
        .map(letters)
        .collect();
    let body = message.body.as_deref().unwrap_or_default();
    let sections: String = body
        .split("\n\n")
        .map(|block| section(reader, block))
        .collect();
    let picture = message
        .picture
        .as_deref()
        .map_or_else(String::new, |picture| {
            format!("<figure>{}</figure>\n", picture.chart.svg())
        });
    let footer = message
        .footer
        .as_deref()
        .map_or_else(String::new, |footer| {
            format!("<footer>{}</footer>\n", markup(footer))
        });
    format!(
        "<!DOCTYPE html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{title}</title>\n<style>{STYLE}</style>\n</head>\n\
         <body style=\"--tone:{tone}\">\n<h1>{heading}</h1>\n<main>\n{sections}</main>\n\
         {picture}{links}{footer}</body>\n</html>",
        language = locale.code(),
        title = markup(&plain),
        tone = tone(message.tone),
        heading = line(reader, &message.content),
        links = links(message),
    )
}

fn letters(piece: Piece) -> String {
    match piece {
        Piece::Text(text) | Piece::Code(text) => text,
        Piece::Strong => String::new(),
        Piece::Link { label, .. } => label,
    }
}

fn section(reader: Reader<'_>, block: &str) -> String {
    if block.trim().is_empty() {
        return String::new();
    }
    let lines: String = block
        .lines()
        .map(|text| format!("<p>{}</p>\n", line(reader, text)))
        .collect();
    format!("<section>\n{lines}</section>\n")
}

fn line(reader: Reader<'_>, text: &str) -> String {
    let mut html = String::with_capacity(text.len() * 2);
    let mut strong = false;
    for piece in reader.pieces(text) {
        match piece {
            Piece::Text(text) => html.push_str(&markup(&text)),
            Piece::Strong => {
                html.push_str(if strong { "</strong>" } else { "<strong>" });
                strong = !strong;
            }
            // Blanks of a figure are as wide as its digits.
            Piece::Code(text) => {
                let figure = markup(&text).replace(' ', "\u{2007}");
                html.push_str(&format!("<code>{figure}</code>"));
            }
            Piece::Link { label, url } => html.push_str(&anchor(&label, &url)),
        }
    }
    if strong {
        html.push_str("</strong>");
    }
    html
}

/// A link, where the address is one of the web; else its words alone.
fn anchor(label: &str, url: &str) -> String {
    match link::safe(url) {
        Some(url) => format!("<a href=\"{}\">{}</a>", markup(&url), markup(label)),
        None => markup(label),
    }
}

fn links(message: &Message) -> String {
    let links: String = message
        .buttons
        .iter()
        .filter_map(|button| match &button.action {
            Action::Open { url } => Some(anchor(&button.label, url)),
            Action::Press { .. } => None,
        })
        .collect();
    if links.is_empty() {
        links
    } else {
        format!("<nav>{links}</nav>\n")
    }
}

fn tone(tone: Tone) -> &'static str {
    match tone {
        Tone::Neutral => "#d4d4d4",
        Tone::Good => "#2e7d32",
        Tone::Warning => "#f9a825",
        Tone::Hot => "#e53935",
    }
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::page;
    use crate::{
        locale::Locale,
        message::{Button, Message},
    };

    #[test]
    fn nothing_from_outside_becomes_markup() {
        let message = Message {
            content: "📊 <script>alert(1)</script> \\*x\\* & **bold".to_owned(),
            body: Some(
                "` 58` MQL <b>\n[a](javascript:1) [b](https://x.example/?a=1&b=2)\n\nnext"
                    .to_owned(),
            ),
            footer: Some("</footer><img src=x onerror=y>".to_owned()),
            buttons: Button::open("\"open\"", "https://x.example/1")
                .into_iter()
                .collect(),
            ..Message::default()
        };
        let page = page(&message, Locale::En, &TimeZone::UTC);
        assert!(
            !page.contains("<script") && !page.contains("<img") && !page.contains("<b>"),
            "{page}"
        );
        assert!(
            page.contains("*x* &amp; <strong>bold</strong></h1>"),
            "{page}"
        );
        assert!(
            page.contains("<code>\u{2007}58</code> MQL &lt;b&gt;"),
            "{page}"
        );
        assert!(!page.contains("javascript:"), "{page}");
        assert!(
            page.contains("<a href=\"https://x.example/?a=1&amp;b=2\">b</a>"),
            "{page}"
        );
        assert!(page.contains(">&quot;open&quot;</a>"), "{page}");
        assert_eq!(page.matches("<section>").count(), 2);
    }
}
