//! Pictures: every kind in every language, whatever stands in it.

use std::{fs, path::Path};

use jiff::tz::TimeZone;
use proptest::{collection::vec, option, prelude::*, test_runner::TestCaseError};
use report::{
    LOCALES,
    chart::{
        Amount, Band, ChannelBar, ChannelsPlot, Chart, FunnelPlot, FunnelStage, GoalKind, Landing,
        LandingPlot, NoteFlag, Plot, PointState, Ratio, TrendPlot, TrendPoint, Unit,
    },
    locale::Locale,
    message::Message,
    picture::Picture,
};

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

/// Any text: plain letters, and what breaks drawings.
fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(String::new()),
        Just("</text><script>&\"'<!--]]>".to_owned()),
        Just("مرحبا \u{202E}بالعالم\u{200F}".to_owned()),
        Just("👨‍👩‍👧‍👦🔥🇯🇵 e\u{301}\u{302}\u{303}".to_owned()),
        Just("\u{0}\u{1}\u{1b}[31m\u{FFFE}\u{FFFF}\u{D7FF}\n\t".to_owned()),
        Just("とても長い".repeat(200)),
        "\\PC{0,40}",
        any::<String>(),
    ]
}

fn any_amount() -> impl Strategy<Value = Amount> {
    prop_oneof![
        Just(Amount::ZERO),
        (-50_i64..500).prop_map(Amount::count),
        any::<i64>().prop_map(Amount::count),
        any::<f64>().prop_map(|number| Amount::new(number).unwrap_or(Amount::ZERO)),
        (-1e-9..1e-9).prop_map(|number| Amount::new(number).unwrap_or(Amount::ZERO)),
    ]
}

fn any_unit() -> impl Strategy<Value = Unit> {
    prop_oneof![
        Just(Unit::Count),
        Just(Unit::Share),
        Just(Unit::Plain),
        Just(Unit::Seconds),
        any_text().prop_map(Unit::Money),
    ]
}

fn any_state() -> impl Strategy<Value = PointState> {
    prop_oneof![
        Just(PointState::Settled),
        Just(PointState::Open),
        Just(PointState::Maturing),
    ]
}

fn any_trend() -> impl Strategy<Value = Plot> {
    let point = (
        any_text(),
        option::of(any_amount()),
        any_state(),
        option::of(any_amount()),
    );
    let point = point.prop_map(|(label, value, state, goal)| TrendPoint {
        label,
        value,
        state,
        goal,
    });
    let band = option::of((any_amount(), any_amount()));
    let note = (0_usize..20, any_text()).prop_map(|(at, text)| NoteFlag { at, text });
    (
        any_text(),
        any_unit(),
        vec(point, 0..16),
        band,
        vec(note, 0..8),
    )
        .prop_map(|(name, unit, points, band, notes)| {
            Plot::Trend(TrendPlot {
                name,
                unit,
                points,
                band: band.map(|(low, high)| Band { low, high }),
                notes,
                goal: GoalKind::Share,
            })
        })
}

fn any_funnel() -> impl Strategy<Value = Plot> {
    let ratio = option::of((any::<i64>(), any::<i64>()));
    let stage = (
        any_text(),
        option::of(any::<i64>()),
        option::of(any::<i64>()),
        ratio,
    );
    let stage = stage.prop_map(|(name, now, before, ratio)| FunnelStage {
        name,
        now,
        before,
        // A rate has no more who did than a count can be.
        conversion: ratio.map(|(numerator, denominator)| Ratio {
            numerator: numerator % 1_000_000_000,
            denominator: denominator % 1_000_000_000,
        }),
    });
    (any_text(), option::of(any_text()), vec(stage, 0..12)).prop_map(|(now, before, stages)| {
        Plot::Funnel(FunnelPlot {
            now,
            before,
            stages,
        })
    })
}

fn any_channels() -> impl Strategy<Value = Plot> {
    let bar = (
        any_text(),
        option::of(any_amount()),
        option::of(any_amount()),
    );
    let bar = bar.prop_map(|(name, now, before)| ChannelBar { name, now, before });
    (
        any_unit(),
        any_text(),
        option::of(any_text()),
        vec(bar, 0..12),
    )
        .prop_map(|(unit, now, before, channels)| {
            Plot::Channels(ChannelsPlot {
                unit,
                now,
                before,
                channels,
            })
        })
}

fn any_landing() -> impl Strategy<Value = Plot> {
    let landing = option::of((any_amount(), any_amount(), any_amount()));
    let sums = vec(option::of(any_amount()), 0..40);
    let words = (any_text(), any_text());
    (
        any_unit(),
        words,
        0_usize..40,
        sums,
        vec(any_amount(), 0..40),
        any_amount(),
        landing,
    )
        .prop_map(|(unit, ends, days, actual, pace, target, landing)| {
            Plot::Landing(LandingPlot {
                unit,
                ends,
                days,
                actual,
                pace,
                target,
                landing: landing.map(|(expected, low, high)| Landing {
                    expected,
                    low,
                    high,
                }),
            })
        })
}

fn any_chart() -> impl Strategy<Value = Chart> {
    let plot = prop_oneof![any_trend(), any_funnel(), any_channels(), any_landing()];
    (any_text(), any_text(), any::<bool>(), plot).prop_map(|(title, under, is_ja, plot)| Chart {
        title,
        under,
        locale: if is_ja { Locale::Ja } else { Locale::En },
        plot,
    })
}

/// Every number in the attributes of a document.
fn numbers(svg: &str) -> impl Iterator<Item = f64> {
    let attributes = svg.split('"').skip(1).step_by(2);
    let words = attributes.flat_map(|attribute| attribute.split([' ', ',']));
    words.filter_map(|word| word.parse().ok())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(500) })]

    #[test]
    fn whatever_it_is_given_a_chart_stays_on_its_paper(chart in any_chart()) {
        let svg = chart.svg();
        for number in numbers(&svg) {
            prop_assert!((-1.0..=1201.0).contains(&number), "{} in {}", number, svg);
        }
        for c in svg.chars() {
            prop_assert!(!c.is_control(), "{:?} in {}", c, svg);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(30) })]

    #[test]
    fn whatever_it_is_given_a_chart_can_be_drawn(chart in any_chart()) {
        let svg = chart.svg();
        let picture = Picture::new("any", chart);
        prop_assert!(picture.alt.encode_utf16().count() <= report::picture::ALT);
        picture.png().map_err(|fault| TestCaseError::fail(format!("{fault}: {svg}")))?;
    }
}

#[test]
fn a_number_beyond_all_others_keeps_its_label_on_the_paper() {
    let far = Amount::new(-1e15);
    let chart = Chart {
        title: String::new(),
        under: String::new(),
        locale: Locale::En,
        plot: Plot::Landing(LandingPlot {
            unit: Unit::Plain,
            ends: (String::new(), String::new()),
            days: 1,
            actual: vec![far],
            pace: Vec::new(),
            target: Amount::ZERO,
            landing: far.map(|far| Landing {
                expected: Amount::ZERO,
                low: far,
                high: far,
            }),
        }),
    };
    let svg = chart.svg();
    assert!(
        numbers(&svg).all(|number| (-1.0..=1201.0).contains(&number)),
        "{svg}"
    );
}

/// How bright each of 40 × 22 fields of a picture is, 0–15, one letter a field.
fn look(picture: &Picture) -> String {
    const COLUMNS: usize = 40;
    const ROWS: usize = 22;
    let file = picture.png().expect("it is drawn");
    let mut decoder = png::Decoder::new(std::io::Cursor::new(file));
    decoder.set_transformations(png::Transformations::EXPAND);
    let mut reader = decoder.read_info().expect("a PNG");
    let mut pixels = vec![0; reader.output_buffer_size().expect("it fits")];
    let frame = reader.next_frame(&mut pixels).expect("its pixels");
    let (width, height) = (frame.width as usize, frame.height as usize);
    let mut sums = [[0_usize; 2]; COLUMNS * ROWS];
    for (place, pixel) in pixels.chunks_exact(3).enumerate() {
        let (x, y) = (place % width, place / width);
        let field = &mut sums[y * ROWS / height * COLUMNS + x * COLUMNS / width];
        field[0] += pixel.iter().map(|part| usize::from(*part)).sum::<usize>() / 3;
        field[1] += 1;
    }
    let letters = sums.map(|[sum, count]| (sum / count / 16).min(15));
    let rows = letters.chunks(COLUMNS).map(|row| {
        row.iter()
            .map(|bright| char::from_digit(*bright as u32, 16).expect("a digit"))
            .collect()
    });
    rows.collect::<Vec<String>>().join("\n")
}

/// Pictures look as they did when somebody last looked at them; small differences of edges do not count. To accept
/// a new look: view the pictures in the target folder, and remove the file of the old one.
#[test]
fn pictures_look_as_they_did() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/looks");
    fs::create_dir_all(&folder).expect("a folder");
    for locale in LOCALES.iter().copied() {
        for (name, chart) in samples(locale) {
            let file = folder.join(format!("{name}-{}.txt", locale.code()));
            let now = look(&Picture::new(name, chart));
            let Ok(before) = fs::read_to_string(&file) else {
                fs::write(&file, format!("{now}\n")).expect("it is written");
                panic!(
                    "{} is new: look at the picture, then run again",
                    file.display()
                );
            };
            let fields = now
                .chars()
                .zip(before.chars())
                .filter(|(one, _)| *one != '\n');
            let far = |(one, other): (char, char)| {
                let [one, other] = [one, other].map(|letter| letter.to_digit(16).unwrap_or(0));
                one.abs_diff(other)
            };
            let far: u32 = fields.map(far).sum();
            assert!(
                far < 16,
                "{name}-{}: {far} steps away\n{now}",
                locale.code()
            );
        }
    }
}

#[test]
fn the_verdict_stands_in_the_picture_and_no_text_is_small() {
    for locale in LOCALES.iter().copied() {
        for (name, chart) in samples(locale) {
            let svg = chart.svg();
            assert!(
                svg.contains(&format!("<title>{}</title>", chart.title)),
                "{name}"
            );
            assert!(svg.contains("role=\"img\""), "{name}");
            let sizes = svg.split("font-size=\"").skip(1);
            let sizes = sizes.filter_map(|rest| rest.split('"').next()?.parse::<f64>().ok());
            assert!(
                sizes.into_iter().all(|size| size >= 28.0),
                "{name}: too small for a phone"
            );
        }
    }
}

#[test]
fn a_page_has_its_picture_inside_and_loads_nothing() {
    for locale in LOCALES.iter().copied() {
        for (name, chart) in samples(locale) {
            let title = chart.title.clone();
            let message = Message {
                picture: Some(Box::new(Picture::new(name, chart))),
                ..Message::line(title)
            };
            let page = report::html::page(&message, locale, &TimeZone::UTC);
            assert_eq!(page.matches("<svg").count(), 1, "{name}");
            for loads in [" src=", "<link", "<script", "@import", "url(", "@font-face"] {
                assert!(!page.contains(loads), "{name}: {loads}");
            }
        }
    }
}
