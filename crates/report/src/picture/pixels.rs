//! From SVG to PNG, in this process.
//!
//! Only the font that the program carries is known here: nothing is read from the machine, and nothing from
//! outside the document.

use std::{
    borrow::Cow,
    sync::{Arc, OnceLock},
};

use png::{BitDepth, ColorType, Compression, Encoder, Filter};
use resvg::{
    tiny_skia::{Color, Pixmap, PremultipliedColorU8, Transform},
    usvg::{
        Options, Tree,
        fontdb::{Database, Source},
    },
};

use super::PictureFault;
use crate::typeface::{FAMILY, FILE};

/// Most colours of a palette.
const COLOURS: usize = 256;

/// Draws an SVG document in its own size.
pub(super) fn png(svg: &str) -> Result<Vec<u8>, PictureFault> {
    let options = Options {
        font_family: FAMILY.to_owned(),
        fontdb: Arc::clone(fonts()),
        ..Options::default()
    };
    let refused = |why: &dyn std::fmt::Display| PictureFault::Refused(why.to_string());
    let tree = Tree::from_str(svg, &options).map_err(|why| refused(&why))?;
    let size = tree.size().to_int_size();
    let pixmap = Pixmap::new(size.width(), size.height());
    let mut pixmap = pixmap.ok_or_else(|| refused(&"it has no size"))?;
    pixmap.fill(Color::WHITE);
    resvg::render(&tree, Transform::identity(), &mut pixmap.as_mut());
    packed(&pixmap)
}

fn fonts() -> &'static Arc<Database> {
    static FONTS: OnceLock<Arc<Database>> = OnceLock::new();
    FONTS.get_or_init(|| {
        let mut fonts = Database::new();
        fonts.load_font_source(Source::Binary(Arc::new(FILE)));
        fonts.set_sans_serif_family(FAMILY);
        Arc::new(fonts)
    })
}

/// A chart has few colours: a palette makes the file a third and its packing a tenth of what full colour takes.
fn packed(pixmap: &Pixmap) -> Result<Vec<u8>, PictureFault> {
    let (palette, indices) = Palette::of(pixmap.pixels());
    let mut file = Vec::with_capacity(64 * 1024);
    let mut encoder = Encoder::new(&mut file, pixmap.width(), pixmap.height());
    encoder.set_color(ColorType::Indexed);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_palette(Cow::Owned(palette));
    encoder.set_compression(Compression::Balanced);
    encoder.set_filter(Filter::NoFilter);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&indices)?;
    writer.finish()?;
    Ok(file)
}

/// Pixels counted by the upper bits of their colour.
struct Palette;

/// Bits of each of red, green and blue that tell two colours apart.
const BITS: u32 = 5;
const SHADES: usize = 1 << (3 * BITS);

impl Palette {
    /// The colours that occur most, as red, green and blue, and for each pixel the place of its colour or of the
    /// one most like it.
    fn of(pixels: &[PremultipliedColorU8]) -> (Vec<u8>, Vec<u8>) {
        let mut counts = vec![0_u32; SHADES];
        let mut sums = vec![[0_u32; 3]; SHADES];
        for pixel in pixels {
            let shade = shade(*pixel);
            // Sums of the first few thousand tell the colour well enough, and do not run over.
            if counts[shade] < 65_536 {
                let sum = &mut sums[shade];
                sum[0] += u32::from(pixel.red());
                sum[1] += u32::from(pixel.green());
                sum[2] += u32::from(pixel.blue());
                counts[shade] += 1;
            }
        }
        let mut shades: Vec<usize> = (0..SHADES).filter(|shade| counts[*shade] > 0).collect();
        shades.sort_unstable_by_key(|shade| std::cmp::Reverse((counts[*shade], *shade)));
        let mean = |shade: &usize| sums[*shade].map(|sum| rounded(sum, counts[*shade]));
        let colours: Vec<[u8; 3]> = shades.iter().take(COLOURS).map(mean).collect();
        let mut places = vec![0_u8; SHADES];
        for shade in &shades {
            places[*shade] = nearest(&colours, mean(shade));
        }
        let indices = pixels.iter().map(|pixel| places[shade(*pixel)]).collect();
        (colours.concat(), indices)
    }
}

fn rounded(sum: u32, count: u32) -> u8 {
    u8::try_from((sum + count / 2) / count.max(1)).unwrap_or(u8::MAX)
}

fn shade(pixel: PremultipliedColorU8) -> usize {
    let upper = |part: u8| usize::from(part >> (8 - BITS));
    (upper(pixel.red()) << (2 * BITS)) | (upper(pixel.green()) << BITS) | upper(pixel.blue())
}

fn nearest(colours: &[[u8; 3]], wanted: [u8; 3]) -> u8 {
    let distance = |colour: &[u8; 3]| -> u32 {
        let parts = colour.iter().zip(wanted);
        parts
            .map(|(one, other)| u32::from(one.abs_diff(other)).pow(2))
            .sum()
    };
    let places = colours.iter().enumerate();
    let nearest = places.min_by_key(|(_, colour)| distance(colour));
    nearest.map_or(0, |(place, _)| u8::try_from(place).unwrap_or(0))
}
