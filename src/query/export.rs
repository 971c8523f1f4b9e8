//! What is asked of an export: what to find, and the form of the rows.

use std::str::FromStr;

use ::url::form_urlencoded;

use super::Request;
use super::parameter::EXPORT;
use super::url::{Fault, parse_selection_beside, to_parameters};

/// What is asked of an export.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportRequest {
    /// What to find; it is always given newest first.
    pub selection: Request,
    /// How a release is written.
    pub format: ExportFormat,
}

/// How an export writes a release.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum ExportFormat {
    /// One JSON document a line.
    #[default]
    Jsonl,
    /// One row of a table.
    Csv,
}

impl ExportFormat {
    /// The word used in parameters.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Jsonl => "jsonl",
            Self::Csv => "csv",
        }
    }
}

impl FromStr for ExportFormat {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let known = [Self::Jsonl, Self::Csv].into_iter().find(|format| format.as_str() == text);
        known.ok_or_else(|| format!("`{text}` is none of jsonl, csv"))
    }
}

impl ExportRequest {
    /// Reads the part of a URL behind `?`: `format`, `versions`, and what narrows a search.
    ///
    /// # Errors
    ///
    /// Every fault there is, not only the first.
    pub fn from_parameters(parameters: &str) -> Result<Self, Vec<Fault>> {
        let (own, selection) = parse_selection_beside(parameters, EXPORT)?;
        let format = own.parsed("format").unwrap_or_default();
        let versions = own.parsed("versions").unwrap_or_default();
        Ok(Self { selection: Request { versions, ..selection }, format })
    }

    /// The parameters in a fixed order, defaults left out.
    pub fn to_parameters(&self) -> String {
        let mut all = form_urlencoded::Serializer::new(to_parameters(&self.selection));
        if self.format != ExportFormat::default() {
            all.append_pair("format", self.format.as_str());
        }
        all.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_make_an_export_and_come_out_again() {
        let read = |parameters: &str| ExportRequest::from_parameters(parameters);
        let export = read("format=csv&q=fraud&kind=-blog&from=").expect("an export");
        assert_eq!(export.to_parameters(), "q=fraud&kind=-blog&format=csv");
        assert_eq!(read(&export.to_parameters()), Ok(export));
        let wordings = read("versions=all&q=fraud").expect("an export");
        assert_eq!(wordings.selection.versions, super::super::Versions::All);
        assert_eq!(wordings.to_parameters(), "q=fraud&versions=all");
        assert_eq!(read("").expect("an export").to_parameters(), "");
        let faults = read("format=xls&format=csv&versions=some&limit=3&from=May").expect_err("faults");
        let names: Vec<&str> = faults.iter().map(|fault| fault.name.as_str()).collect();
        assert_eq!(names, ["format", "versions", "limit", "from"]);
    }
}
