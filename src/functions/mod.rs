//! The helpers and the tests of the expression language, one file each or one a family.
//!
//! Takes values, gives a value or a failure, and promises that no input makes it panic and that a text or a range it
//! makes has a limit: 1 MiB, a million numbers. Does not promise that the arguments fit: [`call`] and [`holds`], through
//! which everything is called, see to that, and keep secrets secret. Semantics are Jinja2's where the language's
//! reference does not say otherwise; null is what Jinja calls undefined.

mod abs;
mod argument;
mod attribute;
mod b64encode;
mod bool;
mod call;
mod case;
mod coalesce;
mod concat;
mod conversion;
mod date;
mod decimal;
mod default;
mod ends;
mod extremes;
mod fields;
mod float;
mod hash;
mod int;
mod join;
mod json;
mod json_path;
mod length;
mod map;
mod now;
mod order;
mod predicates;
mod range;
mod replace;
mod round;
mod select;
mod slice;
mod sort;
mod split;
mod strftime;
mod string;
mod sum;
#[cfg(test)]
mod testing;
mod timestamp;
mod trim;
mod truncate;
mod typing;
mod unique;
mod urlencode;
mod uuid5;

use crate::spec::Function;

pub use call::{call, holds};
pub use predicates::{ALL as PREDICATES, contains};

/// Every helper, by name.
pub static ALL: &[&Function] = &[
    &abs::ABS,
    &b64encode::B64ENCODE,
    &bool::BOOL,
    &coalesce::COALESCE,
    &concat::CONCAT,
    &date::DATE,
    &decimal::DECIMAL,
    &default::DEFAULT,
    &ends::FIRST,
    &float::FLOAT,
    &json::FROMJSON,
    &int::INT,
    &fields::ITEMS,
    &join::JOIN,
    &json_path::JSON_PATH,
    &fields::KEYS,
    &ends::LAST,
    &length::LENGTH,
    &case::LOWER,
    &map::MAP,
    &extremes::MAX,
    &hash::MD5,
    &extremes::MIN,
    &now::NOW,
    &range::RANGE,
    &replace::REPLACE,
    &round::ROUND,
    &select::SELECT,
    &select::SELECTATTR,
    &hash::SHA256,
    &slice::SLICE,
    &sort::SORT,
    &split::SPLIT,
    &strftime::STRFTIME,
    &string::STRING,
    &sum::SUM,
    &timestamp::TIMESTAMP,
    &case::TITLE,
    &json::TOJSON,
    &trim::TRIM,
    &truncate::TRUNCATE,
    &unique::UNIQUE,
    &case::UPPER,
    &urlencode::URLENCODE,
    &uuid5::UUID5,
    &fields::VALUES,
];
