//! SQL text that Portl writes itself: names, placeholders, upserts and their kin.
//!
//! Takes names of tables and columns, gives text in a dialect and the order of its parameters. It knows nothing of
//! values or servers, and does not promise that a table or a column exists.

mod journal;
mod lookup;
mod name;
pub mod outbox;
mod predicate;
mod select;
mod slot;
mod upsert;
mod write;

pub use journal::{
    JOURNAL, create_journal, enter_journal, find_in_journal, forget_in_journal, list_journal,
};
pub use lookup::{first_rows, given};
pub use name::{TableName, quote};
pub use predicate::{Match, Test};
pub use select::{exists_by_key, select_by_key};
pub use slot::{EVERY_COLUMN, Slot, Sql, placeholder};
pub use upsert::{
    INSERTED, STORED_ROWS, Update, Upsert, UpsertSql, WAS_INSERTED, insert_new, upsert, upsert_many,
};
pub use write::{
    OnConflict, copy_in, delete, delete_many, insert, insert_many, update, update_many,
};
