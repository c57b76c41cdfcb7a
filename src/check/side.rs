/// What the checker may know of files beside the job. Everything it may not know is none, and never makes a diagnostic.
pub trait SideFiles {
    /// The first bytes of a CSV file, enough for its header; none if it can't be read.
    fn head(&self, path: &str) -> Option<Vec<u8>>;

    /// The text of a file that is part of the job: an SQL file.
    ///
    /// # Errors
    /// Why it can't be read, in the system's words.
    fn text(&self, path: &str) -> Result<String, String>;
}
