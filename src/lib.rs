//! Portl compiles a YAML job into a typed plan, and runs it.
//!
//! The stages, in the order in which data flows through them. Each is a module; its own documentation says more. A stage
//! uses stages of the rows above its own and no others, those beside it in its row included: a test reads this table and
//! holds every path in the source against it. All rows above `connect` are pure: no file, network, clock or environment.
//!
//! | stage | takes | gives | promises | does not promise |
//! |---|---|---|---|---|
//! | `text` | the text of files | spans, lines and columns | every offset has a place that people can find | that the text means anything |
//! | `limits` | | how much there may be of what | every limit that can be moved is declared once | that anybody asks |
//! | `types` | | what is known of a value before there is one | | |
//! | `value` | | what cells hold and expressions give | cheap to clone; a secret never prints | |
//! | `schema` | the text of a snapshot | what databases said of tables and statements | the same snapshot gives the same bytes | that it is up to date or whole |
//! | `diagnostic` | a code and a span | the words of a mistake and its fix | every code is declared once | |
//! | `spec` | | what a step type, a helper, a connection type declares | | |
//! | `yaml` `template` `csv` `query` `sql` | text, each in its language | nodes, expression trees, cells, parameters; for `sql` the reverse: text that Portl writes | every piece of a tree knows its bytes in the file | that keys or names exist |
//! | `job` | nodes and declarations | the untyped job | known keys, of the right shapes, required ones present | that references are right |
//! | `reference` | the declarations | the reference and the JSON Schema of jobs | the same declarations give the same bytes | |
//! | `names` | the untyped job | what every name stands for, and which step needs which | every name has a target, none comes too late | that types fit |
//! | `ir` | | the typed job | no expression lacks a type | that values exist at run time |
//! | `check` | the job, its names, CSV headers and SQL files | the typed job, and every mistake in it | no ill-typed expression is left | |
//! | `steps` `functions` | a step; arguments | an operation and the type of its result; a value | no input makes them panic | |
//! | `eval` | an expression and a scope | its value | one set of rules for runs, folding and plans | that a value fits where it is going |
//! | `lint` | the typed job, in part where there were errors | what is sound and still unwise | nothing is said that more knowledge would take back | that the job does what was meant |
//! | `plan` | | a closed set of operations, with strategies and reasons | no way to cause an effect | |
//! | `lower` | the typed job | the plan | SQL is final, constants are folded, only columns that are read are fetched | |
//! | `faults` | the environment, in builds for tests alone | a process that ends at a point, a guard that is not there | nothing at all in a release | |
//! | `connect` | settings and values | rows and answers, or what may have been done | never repeats a request; exposes a secret only as it sends it | |
//! | `message` | a call, its bytes final | what the outbox keeps of it, and the call again | the same call has the same digest; no secret of a connection | that it was sent |
//! | `run` | a plan and the world around it | effects, and a report of them | one transaction manager, one retry policy | |
//! | `outbox` | the messages that runs have left | calls, made at least once each | whose lease is lost changes nothing; the bytes never change | that a receiver knows a repetition |
//! | `analysis` | the texts of a job and its project file | the typed job and all diagnostics, by place | every stage up to `check`, in order | |
//! | `editor` | a job, and a place in it | what stands there, what may stand there, and edits | the same diagnostics as `check` | |
//! | `render` | diagnostics, plans, reports | text for people and for programs | the same input gives the same bytes | |
//! | `lsp` | messages of the Language Server Protocol | answers | the only stage that knows the protocol and counts in UTF-16 | |
//! | `cli` | arguments, files, variables, the clock | output and an exit code | the only stage that prints or exits | |

pub mod analysis;
pub mod check;
pub mod cli;
pub mod connect;
pub mod csv;
pub mod diagnostic;
pub mod editor;
pub mod eval;
pub mod faults;
pub mod functions;
pub mod ir;
pub mod job;
pub mod limits;
pub mod lint;
pub mod lower;
pub mod lsp;
pub mod message;
pub mod names;
pub mod outbox;
pub mod plan;
pub mod query;
pub mod reference;
pub mod render;
pub mod run;
pub mod schema;
pub mod spec;
pub mod sql;
pub mod steps;
pub mod template;
pub mod text;
pub mod types;
pub mod value;
pub mod yaml;
