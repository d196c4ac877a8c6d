//! A statement that reads, and cannot write.

use rusqlite::{CachedStatement, Error, MappedRows, Params, Result, Row, Rows, ffi};

/// A statement that only reads: of one that writes none is made. Each call fails where SQLite does.
pub struct Select<'a>(CachedStatement<'a>);

impl<'a> Select<'a> {
    pub(super) fn of(statement: CachedStatement<'a>) -> Result<Self> {
        if statement.readonly() {
            return Ok(Self(statement));
        }
        let refused = ffi::Error::new(ffi::SQLITE_READONLY);
        Err(Error::SqliteFailure(refused, None))
    }

    /// What it finds.
    pub fn query(&mut self, params: impl Params) -> Result<Rows<'_>> {
        self.0.query(params)
    }

    /// What it finds, each row as `read` has it.
    pub fn query_map<T, F: FnMut(&Row<'_>) -> Result<T>>(
        &mut self,
        params: impl Params,
        read: F,
    ) -> Result<MappedRows<'_, F>> {
        self.0.query_map(params, read)
    }

    /// The first row that it finds.
    pub fn query_row<T>(
        &mut self,
        params: impl Params,
        read: impl FnOnce(&Row<'_>) -> Result<T>,
    ) -> Result<T> {
        self.0.query_row(params, read)
    }

    /// Whether it finds anything.
    pub fn exists(&mut self, params: impl Params) -> Result<bool> {
        self.0.exists(params)
    }
}
