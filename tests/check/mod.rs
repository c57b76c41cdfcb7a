//! What `check` says about jobs: each file below an area folder is a job, annotated with exactly what is wrong with it.
//!
//! An annotation is a comment under the line that it is about. Its carets stand under the wrong piece, a bar where the
//! piece is empty; `#-2` counts two more lines up, for where no comment can stand. Behind them stand the severity, the
//! code and the message, on the next line the help, which may be left out.
//!
//! ```yaml
//!     table: {{ name }}
//! #          ^^^^^^^^^^ error[yaml.unquoted-template]: a template needs quotes around it
//! #          help: quote it: `table: "{{ name }}"`
//! ```
//!
//! `#@ 3:5-4:1 error[…]: …` names the lines and columns instead, behind `portl.yaml:` those of the project file. Without
//! annotations a job must be clean. Files beside the jobs are what the jobs read; a `portl.yaml` is the project file of
//! all of its folder. `PORTL_REWRITE_CASES=1` writes the annotations anew from what `check` says now.

mod annotation;
pub(crate) mod case;
mod codes;
mod concealed;
mod corpus;
mod explain;
mod fixes;
mod formats;
mod ignores;
mod limits;
mod properties;
mod rewrite;
mod secrets;
pub(crate) mod statements;
mod stories;
mod surroundings;
mod ten_mistakes;
