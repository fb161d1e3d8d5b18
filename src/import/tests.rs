//! Files as people really save them: read where there is one way to read them, refused with line and column otherwise.

use jiff::civil::date;
use kpi::model::Money;
use store::{CostEntry, Entries};

use super::{COSTS, DEALS, Encoding, Sheet, TRAFFIC, costs, deals, traffic};

fn told(faults: &[super::Fault]) -> Vec<String> {
    faults.iter().map(ToString::to_string).collect()
}

fn read_costs(bytes: &[u8]) -> Vec<(u32, CostEntry)> {
    let sheet = Sheet::read(bytes, COSTS).unwrap_or_else(|faults| panic!("{:?}", told(&faults)));
    match costs(&sheet).unwrap_or_else(|faults| panic!("{:?}", told(&faults))) {
        Entries::Costs(rows) => rows,
        other => panic!("{other:?}"),
    }
}

fn refused(bytes: &[u8], columns: &'static [super::Column]) -> Vec<String> {
    match Sheet::read(bytes, columns) {
        Err(faults) => told(&faults),
        Ok(sheet) if std::ptr::eq(columns, DEALS) => told(&deals(&sheet).unwrap_err()),
        Ok(sheet) if std::ptr::eq(columns, TRAFFIC) => told(&traffic(&sheet).unwrap_err()),
        Ok(sheet) => told(&costs(&sheet).unwrap_err()),
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
fn bytes_of_no_text_are_refused() {
    let told = refused(&[b'f', 0xff, 0xfe, 0x00, 0x81], COSTS);
    assert!(told[0].contains("Shift_JIS"), "{told:#?}");
}
