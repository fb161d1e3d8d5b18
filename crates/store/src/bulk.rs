//! Many rows in one statement: the one place where SQL is put together. Must not live here: values in
//! the text of a statement, they are always bound.

use sqlx::{
    Arguments, AssertSqlSafe, Encode, Sqlite, SqliteConnection, Type, error::BoxDynError,
    sqlite::SqliteArguments,
};

use crate::StoreError;

/// Values a statement: enough that sending it costs little a row. SQLite takes up to 32,766.
const VALUES: usize = 16_000;
/// Rows a statement.
const ROWS: usize = 500;

/// A statement whose one `VALUES` list, or `IN` list, grows with its rows.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shape {
    /// Up to the list.
    pub(crate) head: &'static str,
    /// One row, such as `(?, ?)`.
    pub(crate) row: &'static str,
    /// After the list.
    pub(crate) tail: &'static str,
}

impl Shape {
    /// Splits a statement of one row at the markers `/*row*/ … /*row*/`.
    pub(crate) fn of(sql: &'static str) -> Self {
        let mut parts = sql.split("/*row*/");
        let mut next = || {
            parts
                .next()
                .expect("a statement of many rows marks its row")
        };
        Self {
            head: next(),
            row: next(),
            tail: next(),
        }
    }

    // Full statements all have the same number of rows, so that each is prepared once.
    fn rows(&self) -> usize {
        let values = self.row.matches('?').count().max(1);
        (VALUES / values).min(ROWS)
    }

    fn sql(&self, rows: usize) -> String {
        let mut sql =
            String::with_capacity(self.head.len() + self.tail.len() + rows * (self.row.len() + 2));
        sql.push_str(self.head);
        for index in 0..rows {
            if index > 0 {
                sql.push(',');
            }
            sql.push_str(self.row.trim());
        }
        sql.push_str(self.tail);
        sql
    }
}

/// Rows collected in memory, ready to be sent.
#[derive(Debug)]
pub(crate) struct Bulk {
    shape: Shape,
    full: Vec<SqliteArguments>,
    filling: Values,
    rows: usize,
    full_rows: usize,
}

/// Values of a statement, in order.
#[derive(Debug, Default)]
pub(crate) struct Values {
    arguments: SqliteArguments,
    fault: Option<BoxDynError>,
}

impl Values {
    /// Adds the next value.
    pub(crate) fn bind<'v, T: Encode<'v, Sqlite> + Type<Sqlite>>(&mut self, value: T) -> &mut Self {
        if let Err(fault) = self.arguments.add(value) {
            self.fault.get_or_insert(fault);
        }
        self
    }
}

impl Bulk {
    pub(crate) fn new(sql: &'static str) -> Self {
        let shape = Shape::of(sql);
        Self {
            shape,
            full: Vec::new(),
            filling: Values::default(),
            rows: 0,
            full_rows: shape.rows(),
        }
    }

    /// Begins the next row; its values follow.
    pub(crate) fn row(&mut self) -> &mut Values {
        if self.rows == self.full_rows {
            self.full.push(std::mem::take(&mut self.filling.arguments));
            self.rows = 0;
        }
        self.rows += 1;
        &mut self.filling
    }

    /// Sends everything; how many rows the database changed.
    pub(crate) async fn run(self, connection: &mut SqliteConnection) -> Result<u64, StoreError> {
        if let Some(fault) = self.filling.fault {
            return Err(sqlx::Error::Encode(fault).into());
        }
        let mut changed = 0;
        if !self.full.is_empty() {
            let sql = self.shape.sql(self.full_rows);
            for arguments in self.full {
                changed += sqlx::query_with(AssertSqlSafe(sql.clone()), arguments)
                    .execute(&mut *connection)
                    .await?
                    .rows_affected();
            }
        }
        if self.rows > 0 {
            let sql = self.shape.sql(self.rows);
            changed += sqlx::query_with(AssertSqlSafe(sql), self.filling.arguments)
                .persistent(self.rows == self.full_rows)
                .execute(connection)
                .await?
                .rows_affected();
        }
        Ok(changed)
    }
}

/// The statement for a list of so many values, and whether to keep it prepared; lists are cut into
/// pieces of at most [`LIST`].
pub(crate) fn list(sql: &'static str, values: usize) -> (AssertSqlSafe<String>, bool) {
    (AssertSqlSafe(Shape::of(sql).sql(values)), values == LIST)
}

/// The most values in one list.
pub(crate) const LIST: usize = ROWS;
