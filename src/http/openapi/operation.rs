//! One route: what it is for, what it takes, what it gives.

use crate::http::resource::Form;
use crate::query::Parameter;

/// One route.
#[derive(Debug)]
pub(super) struct Operation {
    /// As the router has it.
    pub(super) path: &'static str,
    /// Its name in programs.
    pub(super) name: &'static str,
    /// What it gives, in a sentence.
    pub(super) about: &'static str,
    pub(super) tag: Tag,
    /// What stands behind `?`: tables of parameters, the first to name one being the one that counts.
    pub(super) parameters: &'static [&'static [Parameter]],
    /// What comes back.
    pub(super) gives: &'static [Gives],
    /// An address of the bundled archive, and what it answers.
    pub(super) example: Option<(&'static str, &'static str)>,
}

/// What sort of route one is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tag {
    Search,
    Release,
    Archive,
    Page,
    Discovery,
}

impl Tag {
    pub(super) const ALL: [Self; 5] = [Self::Search, Self::Release, Self::Archive, Self::Page, Self::Discovery];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Search => "Search",
            Self::Release => "Releases",
            Self::Archive => "Archive",
            Self::Page => "Pages",
            Self::Discovery => "Discovery",
        }
    }

    pub(super) fn about(self) -> &'static str {
        match self {
            Self::Search => "What the archive says about something: hits, counts, feeds, everything as rows.",
            Self::Release => "One release: its text, its wordings, its neighbours, how to cite it.",
            Self::Archive => "What the archive holds, over time and by topic.",
            Self::Page => "For readers. Pages pass over parameters that they do not know.",
            Self::Discovery => "For machines that find, and for those who watch over the service.",
        }
    }
}

/// What an answer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Gives {
    /// The answer to a search.
    SearchResults,
    /// Suggestions.
    Suggestions,
    /// One facet.
    Facet,
    /// Counts over time.
    Timeline,
    /// The coverage and the runs.
    Coverage,
    /// The topic tree.
    Topics,
    /// The query language by example.
    Help,
    /// Which archive this is.
    About,
    /// A release as it is shown.
    Release,
    /// One wording.
    Wording,
    /// All wordings.
    Wordings,
    /// The releases around one.
    Neighbours,
    Difference,
    /// This document.
    Any,
    /// What has no schema of its own.
    Plain(Form),
    /// Something of this media type.
    Media(&'static str),
    /// A redirect.
    Found,
}

pub(super) const fn get(
    path: &'static str,
    name: &'static str,
    about: &'static str,
    tag: Tag,
    parameters: &'static [&'static [Parameter]],
    gives: &'static [Gives],
) -> Operation {
    Operation { path, name, about, tag, parameters, gives, example: None }
}

impl Operation {
    pub(super) const fn shown(mut self, address: &'static str, answer: &'static str) -> Self {
        self.example = Some((address, answer));
        self
    }

    /// Whether one release is asked for.
    pub(super) fn is_of_release(&self) -> bool {
        self.path.contains("{id}")
    }
}
