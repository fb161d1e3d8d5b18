//! Files as people really save them: read where there is one way to read them, refused with line and column otherwise.

use jiff::civil::{Date, date};
use kpi::model::Money;
use store::{CostEntry, Entries};

use super::{COSTS, DEALS, Encoding, Sheet, TRAFFIC, costs, deals, traffic};

const TODAY: Date = Date::constant(2026, 11, 12);

fn told(faults: &[super::Fault]) -> Vec<String> {
    faults.iter().map(ToString::to_string).collect()
}

fn read_costs(bytes: &[u8]) -> Vec<(u32, CostEntry)> {
    let sheet = Sheet::read(bytes, COSTS).unwrap_or_else(|faults| panic!("{:?}", told(&faults)));
    match costs(&sheet, TODAY).unwrap_or_else(|faults| panic!("{:?}", told(&faults))) {
        Entries::Costs(rows) => rows,
        other => panic!("{other:?}"),
    }
}

fn refused(bytes: &[u8], columns: &'static [super::Column]) -> Vec<String> {
    match Sheet::read(bytes, columns) {
        Err(faults) => told(&faults),
        Ok(sheet) if std::ptr::eq(columns, DEALS) => told(&deals(&sheet, TODAY).unwrap_err()),
        Ok(sheet) if std::ptr::eq(columns, TRAFFIC) => told(&traffic(&sheet, TODAY).unwrap_err()),
        Ok(sheet) => told(&costs(&sheet, TODAY).unwrap_err()),
    }
}

fn yen(minor: i64) -> Money {
    Money {
        minor,
        currency: "JPY".to_owned(),
    }
}

#[test]
fn a_spreadsheet_with_a_mark_crlf_and_full_width_digits_is_read() {
    let text = "\u{feff}開始日,終了日,金額,チャネル\r\n2026/10/1,2026/10/31,\"¥1,200,000\",広告\r\n２０２６年１１月１日,,５００００円,\r\n";
    let rows = read_costs(text.as_bytes());
    assert_eq!(rows.len(), 2);
    let (line, first) = &rows[0];
    assert_eq!(*line, 2);
    assert_eq!(
        (first.first, first.last),
        (date(2026, 10, 1), date(2026, 10, 31))
    );
    assert_eq!(first.amount, yen(1_200_000));
    assert_eq!(first.channel.as_deref(), Some("広告"));
    assert_eq!(rows[1].1.amount, yen(50_000));
    assert_eq!(rows[1].1.first, date(2026, 11, 1));
}

#[test]
fn shift_jis_is_recognised() {
    let (bytes, ..) = encoding_rs::SHIFT_JIS.encode("月,金額,施策\n2026-10,120万円,展示会\n");
    let sheet = Sheet::read(&bytes, COSTS).unwrap();
    assert_eq!(sheet.encoding, Encoding::ShiftJis);
    let rows = read_costs(&bytes);
    assert_eq!(rows[0].1.last, date(2026, 10, 31));
    assert_eq!(rows[0].1.amount, yen(1_200_000));
    assert_eq!(rows[0].1.campaign.as_deref(), Some("展示会"));
}

#[test]
fn the_yen_sign_of_shift_jis_is_one() {
    // 0x5C is the yen sign there, and a backslash elsewhere.
    let (bytes, ..) = encoding_rs::SHIFT_JIS.encode("月,金額,施策\n2026-10,\"\\1,200,000\",表示\n");
    assert!(bytes.contains(&0x5c));
    let sheet = Sheet::read(&bytes, COSTS).unwrap();
    assert_eq!(sheet.encoding, Encoding::ShiftJis);
    assert!(sheet.has_backslash_yen());
    let rows = read_costs(&bytes);
    assert_eq!(rows[0].1.amount, yen(1_200_000));
    assert_eq!(rows[0].1.campaign.as_deref(), Some("表示"));
    // Spreadsheets write the same byte into UTF-8.
    let rows = read_costs("月,金額\n2026-10,\"\\1,200,000\"\n2026-09,＼５００\n".as_bytes());
    assert_eq!(rows[0].1.amount, yen(1_200_000));
    assert_eq!(rows[1].1.amount, yen(500));
    let plain = Sheet::read(b"from,amount,note\n2026-10,100,C:\\1\n", COSTS).unwrap();
    assert!(!plain.has_backslash_yen());
}

#[test]
fn an_amount_is_never_rounded_and_its_currency_never_guessed() {
    let text = "from,amount,currency\n2026-10-01,¥1200.5,\n2026-10-02,100.125,USD\n2026-10-03,100,JPN\n2026-10-04,¥100,USD\n";
    let told = refused(text.as_bytes(), COSTS);
    assert_eq!(told.len(), 4, "{told:#?}");
    assert!(told[0].contains("finer than JPY can be"), "{told:#?}");
    assert!(told[1].contains("finer than USD can be"), "{told:#?}");
    assert!(told[2].contains("did you mean JPY?"), "{told:#?}");
    assert!(
        told[3].contains("the currency column says USD"),
        "{told:#?}"
    );
    let rows =
        read_costs("from,amount,currency\n2026-10-01,12.50,usd\n2026-10-02,7,円\n".as_bytes());
    let dollars = Money {
        minor: 1250,
        currency: "USD".to_owned(),
    };
    assert_eq!([&rows[0].1.amount, &rows[1].1.amount], [&dollars, &yen(7)]);
}

#[test]
fn the_future_is_refused() {
    let told = refused(
        b"from,to,amount\n2026-11-12,2027-03-31,100\n2026-11-13,,100\n2062-01,,100\n",
        COSTS,
    );
    assert_eq!(told.len(), 2, "{told:#?}");
    assert!(
        told[0].starts_with("line 3, column \"from\": 2026-11-13 is in the future"),
        "{told:#?}"
    );
    let told = refused(b"deal,won,amount\nD-1,2026-11-13,100\n", DEALS);
    assert!(told[0].starts_with("line 2, column \"won\""), "{told:#?}");
    // The month goes on.
    let told = refused(b"from,visitors\n2026-11,100\n", TRAFFIC);
    assert!(told[0].contains("2026-11-30 is in the future"), "{told:#?}");
}

#[test]
fn a_wrong_cell_is_named_with_its_line_and_column_and_all_are_told_at_once() {
    let text = b"from,to,amount,currency\n2026-13-01,,100,\n2026-10-05,2026-10-01,100,\n2026-10-01,,-5,\n2026-10-01,,100,yens\n2026-10-01,,\"1,5\",\n";
    let told = refused(text, COSTS);
    assert_eq!(told.len(), 5, "{told:#?}");
    assert!(told[0].starts_with("line 2, column \"from\""), "{told:#?}");
    assert!(told[1].starts_with("line 3, column \"to\""), "{told:#?}");
    assert!(told[2].contains("below zero"), "{told:#?}");
    assert!(
        told[3].starts_with("line 5, column \"currency\""),
        "{told:#?}"
    );
    assert!(
        told[4].starts_with("line 6, column \"amount\""),
        "{told:#?}"
    );
}

#[test]
fn a_wrong_header_names_the_nearest_and_what_is_missing() {
    let told = refused(b"from,amuont\n2026-10-01,100\n", COSTS);
    assert!(told[0].contains("did you mean \"amount\"?"), "{told:#?}");
    assert!(told[1].contains("\"amount\": is missing"), "{told:#?}");
    let told = refused(b"from,visitors\n", TRAFFIC);
    assert!(told[0].contains("no rows"), "{told:#?}");
}

#[test]
fn duplicates_and_ragged_rows_are_refused() {
    let told = refused(
        b"deal,won,amount\nD-1,2026-10-01,100\nD-1,2026-10-02,200\n",
        DEALS,
    );
    assert!(told[0].contains("stands already on line 2"), "{told:#?}");
    let told = refused(b"from,visitors\n2026-10-01,5,6\n", TRAFFIC);
    assert!(
        told[0].contains("3 cells, but the header has 2"),
        "{told:#?}"
    );
    let told = refused(b"from,visitors\n2026-10-01,5\n2026-10-01,6\n", TRAFFIC);
    assert!(told[0].contains("the same days"), "{told:#?}");
}

#[test]
fn a_cost_that_stands_there_twice_is_refused() {
    let told = refused(
        b"from,amount,channel,note\n2026-10,100,ads,\n2026-10,100,ads,second half\n2026-10-01,100,ads,\n2026-10,100,ads,\n",
        COSTS,
    );
    assert_eq!(told.len(), 1, "{told:#?}");
    assert!(told[0].starts_with("line 5: the same cost"), "{told:#?}");
    assert!(told[0].ends_with("stands already on line 2"), "{told:#?}");
}

#[test]
fn bytes_of_no_text_are_refused() {
    let told = refused(&[b'f', 0xff, 0xfe, 0x00, 0x81], COSTS);
    assert!(told[0].contains("Shift_JIS"), "{told:#?}");
}
