//! Every job of the corpus, asked everything at many places.

use portl::analysis::Source;
use portl::editor::{Snapshot, Texts, complete};

use crate::check::case::annotated;

/// How many places of a job are asked about.
const PLACES: usize = 12;

#[test]
fn no_job_of_the_corpus_makes_a_question_panic() {
    let cases = annotated();
    assert!(cases.len() > 80, "{} cases", cases.len());
    for (number, case) in cases.iter().enumerate() {
        let files = case.beside();
        let texts = Texts {
            job: Source::new("job.yaml".to_owned(), case.text.clone()),
            project: None,
            files: &files,
        };
        let snapshot = Snapshot::of(texts.clone());
        let step = case.text.len() / PLACES + 1;
        for offset in (number % step..=case.text.len()).step_by(step) {
            let _ = snapshot.hover(offset);
            let _ = snapshot.definition(offset);
            let _ = snapshot.references(offset, true);
            let _ = snapshot.rename(offset, "other");
            let found = complete(&texts, offset, false);
            assert!(
                case.text.get(found.replaces).is_some(),
                "{}",
                case.path.display()
            );
        }
    }
}
