//! Bytes of a CSV file to named cells.
//!
//! Lives here: encodings, the header, lines. Must not live here: what a cell means (`cell`).

use std::fmt;

use store::Twin;

/// A column that a kind of file can have.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Column {
    /// Its name.
    pub(crate) name: &'static str,
    aliases: &'static [&'static str],
    needed: bool,
}

impl Column {
    pub(super) const fn needed(name: &'static str, aliases: &'static [&'static str]) -> Self {
        Self {
            name,
            aliases,
            needed: true,
        }
    }

    pub(super) const fn free(name: &'static str, aliases: &'static [&'static str]) -> Self {
        Self {
            name,
            aliases,
            needed: false,
        }
    }

    fn is_called(&self, title: &str) -> bool {
        let title = title.trim();
        self.name.eq_ignore_ascii_case(title)
            || self
                .aliases
                .iter()
                .any(|alias| alias.eq_ignore_ascii_case(title))
    }
}

/// What is wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    line: u32,
    column: String,
    why: String,
}

impl Fault {
    pub(super) fn new(line: u32, column: &str, why: String) -> Self {
        Self {
            line,
            column: column.to_owned(),
            why,
        }
    }

    /// A row that another file says already.
    pub(crate) fn twin(twin: &Twin) -> Self {
        let Twin { line, file, there } = twin;
        let why = format!(
            "stands already in {file}, line {there}, and would count twice; import under that name to replace it"
        );
        Self::new(*line, "", why)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { line, column, why } = self;
        if column.is_empty() {
            write!(f, "line {line}: {why}")
        } else {
            write!(f, "line {line}, column \"{column}\": {why}")
        }
    }
}

/// A file's cells under its columns.
#[derive(Debug)]
pub(crate) struct Sheet {
    columns: &'static [Column],
    /// Where each of the columns stands in the file.
    places: Vec<Option<usize>>,
    rows: Vec<(u32, Vec<String>)>,
    /// How the file was read, where it was not plain UTF-8.
    pub(crate) encoding: Encoding,
}

/// How the bytes were read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encoding {
    /// UTF-8.
    Utf8,
    /// What Japanese spreadsheets write by default.
    ShiftJis,
}

impl Sheet {
    /// Reads a file with a header.
    ///
    /// # Errors
    /// Everything that is wrong with its form.
    pub(crate) fn read(bytes: &[u8], columns: &'static [Column]) -> Result<Self, Vec<Fault>> {
        let (text, encoding) = decode(bytes)?;
        // The reader counts lines wrongly where they end in two characters.
        let text = text.replace("\r\n", "\n");
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(true)
            .flexible(true)
            .trim(csv::Trim::All)
            .from_reader(text.as_bytes());
        let header = reader
            .headers()
            .map_err(|fault| vec![Fault::new(1, "", fault.to_string())])?
            .clone();
        let places = places(&header, columns)?;
        let (mut rows, mut faults) = (Vec::new(), Vec::new());
        for record in reader.into_records() {
            match record {
                Ok(record) => {
                    let line = record.position().map_or(0, csv::Position::line);
                    let line = u32::try_from(line).unwrap_or(u32::MAX);
                    if record.iter().all(str::is_empty) {
                        continue;
                    }
                    if record.len() != header.len() {
                        let why = format!(
                            "{} cells, but the header has {}",
                            record.len(),
                            header.len()
                        );
                        faults.push(Fault::new(line, "", why));
                    }
                    rows.push((line, record.iter().map(str::to_owned).collect()));
                }
                Err(fault) => {
                    let line = fault.position().map_or(0, csv::Position::line);
                    let line = u32::try_from(line).unwrap_or(u32::MAX);
                    faults.push(Fault::new(line, "", fault.to_string()));
                }
            }
        }
        if rows.is_empty() && faults.is_empty() {
            faults.push(Fault::new(
                2,
                "",
                "there are no rows under the header".to_owned(),
            ));
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        Ok(Self {
            columns,
            places,
            rows,
            encoding,
        })
    }

    /// Whether an amount begins with the sign that is a yen sign in Japan and a backslash elsewhere.
    pub(crate) fn has_backslash_yen(&self) -> bool {
        let cells = self.rows.iter().flat_map(|(_, cells)| cells);
        cells
            .filter_map(|cell| cell.strip_prefix(['\\', '＼']))
            .any(|rest| rest.starts_with(|first: char| first.is_numeric()))
    }

    /// Every row by `read`, or everything that is wrong.
    pub(super) fn each<T>(
        &self,
        read: impl Fn(&Row<'_>) -> Result<T, Fault>,
    ) -> Result<Vec<(u32, T)>, Vec<Fault>> {
        let (mut entries, mut faults) = (Vec::new(), Vec::new());
        for (line, cells) in &self.rows {
            let row = Row {
                sheet: self,
                line: *line,
                cells,
            };
            match read(&row) {
                Ok(entry) => entries.push((*line, entry)),
                Err(fault) => faults.push(fault),
            }
        }
        if faults.is_empty() {
            Ok(entries)
        } else {
            Err(faults)
        }
    }
}

fn decode(bytes: &[u8]) -> Result<(String, Encoding), Vec<Fault>> {
    // A byte order mark is no part of the first title.
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok((text.to_owned(), Encoding::Utf8));
    }
    let (text, _, broken) = encoding_rs::SHIFT_JIS.decode(bytes);
    if broken {
        let why = "the file is neither UTF-8 nor Shift_JIS: save it as \"CSV UTF-8\"";
        return Err(vec![Fault::new(1, "", why.to_owned())]);
    }
    Ok((text.into_owned(), Encoding::ShiftJis))
}

fn places(
    header: &csv::StringRecord,
    columns: &'static [Column],
) -> Result<Vec<Option<usize>>, Vec<Fault>> {
    let mut faults = Vec::new();
    for (index, title) in header.iter().enumerate() {
        let known = columns.iter().find(|column| column.is_called(title));
        let Some(known) = known else {
            let names = columns.iter().map(|column| column.name);
            let near = kpi::nearest::nearest(title, names.clone());
            let near = near.map_or_else(String::new, |near| format!("; did you mean \"{near}\"?"));
            let names: Vec<&str> = names.collect();
            let why = format!(
                "is no column of this file{near} It has {}",
                names.join(", ")
            );
            faults.push(Fault::new(1, title, why));
            continue;
        };
        if header
            .iter()
            .take(index)
            .any(|title| known.is_called(title))
        {
            faults.push(Fault::new(1, title, "stands there twice".to_owned()));
        }
    }
    let places: Vec<Option<usize>> = columns
        .iter()
        .map(|column| header.iter().position(|title| column.is_called(title)))
        .collect();
    for (column, place) in columns.iter().zip(&places) {
        if column.needed && place.is_none() {
            faults.push(Fault::new(1, column.name, "is missing".to_owned()));
        }
    }
    if faults.is_empty() {
        Ok(places)
    } else {
        Err(faults)
    }
}

/// One row.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Row<'a> {
    sheet: &'a Sheet,
    line: u32,
    cells: &'a [String],
}

impl<'a> Row<'a> {
    /// A cell; `None` where the column or its value is absent.
    pub(super) fn get(&self, name: &str) -> Option<&'a str> {
        let columns = self.sheet.columns.iter();
        let (_, place) = columns
            .zip(&self.sheet.places)
            .find(|(column, _)| column.name == name)?;
        let cell = self.cells.get((*place)?)?.trim();
        (!cell.is_empty()).then_some(cell)
    }

    /// A text that may be absent.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        self.get(name).map(str::to_owned)
    }

    /// A cell that must be filled.
    pub(super) fn needed(&self, name: &'static str) -> Result<&'a str, Fault> {
        self.get(name)
            .ok_or_else(|| self.fault(name, "is empty".to_owned()))
    }

    /// A cell that must be filled, as something.
    pub(super) fn read<T>(
        &self,
        name: &'static str,
        read: fn(&str) -> Result<T, String>,
    ) -> Result<T, Fault> {
        read(self.needed(name)?).map_err(|why| self.fault(name, why))
    }

    /// A cell that may be empty, as something.
    pub(super) fn read_free<T>(
        &self,
        name: &'static str,
        read: fn(&str) -> Result<T, String>,
    ) -> Result<Option<T>, Fault> {
        self.get(name)
            .map(read)
            .transpose()
            .map_err(|why| self.fault(name, why))
    }

    pub(super) fn fault(&self, column: &str, why: String) -> Fault {
        Fault::new(self.line, column, why)
    }
}
