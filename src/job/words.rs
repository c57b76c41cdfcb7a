//! The words that a job file may say in places where only certain words fit.

pub use super::retry::classes as retry_classes;
pub use super::type_name::{
    COLUMNS as COLUMN_TYPES, INPUTS as INPUT_TYPES, RETURNS as RETURN_TYPES,
};
