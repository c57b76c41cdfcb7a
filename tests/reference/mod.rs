//! What is generated from the declarations is as fresh as they are; `PORTL_UPDATE=1 cargo test reference` writes it anew.

mod generated;
mod shape;
mod verdicts;
