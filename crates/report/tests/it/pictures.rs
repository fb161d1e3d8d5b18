//! Pictures: every kind in every language, whatever stands in it.

use std::{fs, path::Path};

use report::{LOCALES, locale::Locale, picture::Picture};

use crate::charts::samples;

/// The pictures of the samples, drawn into the target folder for whoever wants to look at them.
#[test]
fn every_kind_of_chart_is_drawn_in_every_language() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("pictures");
    fs::create_dir_all(&folder).expect("a folder");
    for locale in LOCALES.iter().copied() {
        for (name, chart) in samples(locale) {
            let picture = Picture::new(&format!("{name}-{}", locale.code()), chart);
            let png = picture.png().expect("it is drawn");
            assert!(png.starts_with(b"\x89PNG"), "{name}");
            assert!(png.len() < 60 * 1024, "{name}: {} bytes", png.len());
            fs::write(folder.join(picture.file_name()), png).expect("it is written");
            fs::write(
                folder.join(format!("{name}-{}.svg", locale.code())),
                picture.chart.svg(),
            )
            .expect("it is written");
        }
    }
}

#[test]
fn a_picture_survives_the_outbox() {
    for (name, chart) in samples(Locale::Ja) {
        let picture = Picture::new(name, chart);
        let stored = serde_json::to_string(&picture).expect("a picture is plain JSON");
        assert_eq!(
            serde_json::from_str::<Picture>(&stored).ok(),
            Some(picture),
            "{name}"
        );
    }
}
