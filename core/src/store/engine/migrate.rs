//! The schema, step by step. A step that was released is never edited.

use rusqlite::Connection;

use super::{error::StoreError, mode::Mode};
use crate::crash;

/// Step `n` (counted from 1) brings a store from `user_version` n - 1 to n.
const STEPS: [&str; 1] = [concat!(
    include_str!("../schema/0001_mls.sql"),
    include_str!("../schema/0001_domain.sql")
)];

/// Runs the missing steps, each in a transaction of its own.
///
/// # Errors
/// [`StoreError::NewerSchema`]; [`StoreError::NeedsMigration`] where an extension would have
/// to run a step.
pub(crate) fn bring_up_to_date(connection: &Connection, mode: Mode) -> Result<(), StoreError> {
    advance(connection, mode, &STEPS)
}

fn advance(connection: &Connection, mode: Mode, steps: &[&str]) -> Result<(), StoreError> {
    let known = i64::try_from(steps.len()).unwrap_or(i64::MAX);
    let found: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if found > known {
        return Err(StoreError::NewerSchema { found, known });
    }
    // A negative version was never ours.
    let done = usize::try_from(found).map_err(|_| StoreError::Corrupt)?;
    if found < known && mode == Mode::Extension {
        return Err(StoreError::NeedsMigration);
    }
    for (step, version) in steps.iter().zip(1_i64..).skip(done) {
        let transaction = connection.unchecked_transaction()?;
        transaction.execute_batch(step)?;
        transaction.pragma_update(None, "user_version", version)?;
        crash::point("migrate.step");
        transaction.commit()?;
        crash::point("migrate.stepped");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(connection: &Connection) -> i64 {
        connection
            .pragma_query_value(None, "user_version", |row| row.get(0))
            .expect("version")
    }

    #[test]
    fn a_failing_step_leaves_the_one_before() {
        let connection = Connection::open_in_memory().expect("database");
        let steps = [
            "CREATE TABLE a (x INTEGER) STRICT;",
            "CREATE TABLE b (x INTEGER) STRICT; nonsense;",
        ];
        assert!(advance(&connection, Mode::App, &steps).is_err());
        assert_eq!(version(&connection), 1);
        assert!(connection.table_exists(None, "a").expect("look"));
        assert!(!connection.table_exists(None, "b").expect("look"));

        advance(
            &connection,
            Mode::App,
            &[steps[0], "CREATE TABLE b (x INTEGER) STRICT;"],
        )
        .expect("the rest");
        assert_eq!(version(&connection), 2);
    }

    #[test]
    fn an_extension_runs_no_step_and_nobody_goes_back() {
        let connection = Connection::open_in_memory().expect("database");
        let step = ["CREATE TABLE a (x INTEGER) STRICT;"];
        assert!(matches!(
            advance(&connection, Mode::Extension, &step),
            Err(StoreError::NeedsMigration)
        ));
        advance(&connection, Mode::App, &step).expect("app");
        advance(&connection, Mode::Extension, &step).expect("extension");
        for mode in [Mode::App, Mode::Extension] {
            assert!(matches!(
                advance(&connection, mode, &[]),
                Err(StoreError::NewerSchema { found: 1, known: 0 })
            ));
        }
    }

    #[test]
    fn every_table_is_strict() {
        let connection = Connection::open_in_memory().expect("database");
        bring_up_to_date(&connection, Mode::App).expect("schema");
        let lax: Vec<String> = connection
            .prepare(
                "SELECT name FROM pragma_table_list
                 WHERE schema = 'main' AND type = 'table' AND strict = 0
                   AND name NOT LIKE 'sqlite_%'",
            )
            .and_then(|mut query| query.query_map([], |row| row.get(0))?.collect())
            .expect("list");
        assert_eq!(lax, Vec::<String>::new());
    }
}
