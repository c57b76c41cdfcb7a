//! The house rules that a compiler does not know: who may use whom, what is pure, how files are written.

mod arrows;
mod declarations;
mod files;
mod paths;
mod protocol;
mod purity;
mod source;
