//! Pictures: a chart as it goes along with a message, and its pixels.
//!
//! Lives here: what a message carries of a picture, and drawing it. Must not live here: what a chart shows
//! (`chart`), how a picture is sent.

mod pixels;

use serde::{Deserialize, Serialize};

use crate::{chart::Chart, cut::shorten, typeface::legible};

/// The longest text that stands for a picture.
pub const ALT: usize = 1024;

/// A picture that goes along with a message. It is kept as numbers and drawn when it is needed, so that it can be
/// drawn again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Picture {
    /// Its name without an ending: `weekly`.
    name: String,
    /// What stands for it where it is not seen: the verdict.
    pub alt: String,
    /// What it shows.
    pub chart: Chart,
}

/// Why a picture could not be drawn. The message goes without it.
#[derive(Debug, thiserror::Error)]
pub enum PictureFault {
    /// The chart's SVG was refused.
    #[error("the chart cannot be drawn: {0}")]
    Refused(String),
    /// The pixels could not be packed.
    #[error("the picture cannot be packed: {0}")]
    Packing(#[from] png::EncodingError),
}

impl Picture {
    /// A picture of `chart`, called `name`: letters, digits and hyphens of it; its title is read to those who
    /// do not see it.
    pub fn new(name: &str, chart: Chart) -> Self {
        let is_plain = |c: &char| c.is_ascii_alphanumeric() || *c == '-';
        let name: String = name.chars().filter(is_plain).take(60).collect();
        Self {
            name: if name.is_empty() {
                "chart".to_owned()
            } else {
                name
            },
            alt: shorten(&legible(&chart.title), ALT),
            chart,
        }
    }

    /// The name of its file: `weekly.png`.
    pub fn file_name(&self) -> String {
        format!("{}.png", self.name)
    }

    /// The picture as a PNG of 1200 × 675.
    ///
    /// # Errors
    /// Where the chart cannot be drawn.
    pub fn png(&self) -> Result<Vec<u8>, PictureFault> {
        pixels::png(&self.chart.svg())
    }
}
