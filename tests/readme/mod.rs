//! What the documents show is so: their jobs check (and run, where they say so), their expressions give what they say,
//! and their pictures are real output.

mod blocks;
mod expressions;
mod jobs;
mod links;
mod pictures;
