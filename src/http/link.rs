//! `Link` headers (RFC 8288): the next page, the one address of an answer, its other forms.

use axum::http::{HeaderValue, header};
use axum::response::Response;

use super::resource::Form;
use crate::query::with_parameters;

/// Links of an answer, to be written into its head.
#[derive(Debug, Default)]
pub(super) struct Links(Vec<String>);

impl Links {
    /// The one address of a page in this form, and those of the others that it has. The parameters are in their one
    /// spelling.
    pub(super) fn among(forms: &[Form], form: Form, page: &str, parameters: &str) -> Self {
        let at = |form: Form| with_parameters(&form.path(page), parameters);
        let others = forms.iter().filter(|other| **other != form);
        others.fold(Self::default().to("canonical", &at(form)), |links, other| {
            links.alternate(&at(*other), other.media_type())
        })
    }

    /// A link to a path of ours; addresses are relative, as the standard allows.
    pub(super) fn to(mut self, rel: &str, address: &str) -> Self {
        self.0.push(format!("<{}>; rel=\"{rel}\"", uri(address)));
        self
    }

    /// A link to another form of the same.
    pub(super) fn alternate(mut self, address: &str, media_type: &str) -> Self {
        let media_type = media_type.split(';').next().unwrap_or_default();
        self.0.push(format!("<{}>; rel=\"alternate\"; type=\"{media_type}\"", uri(address)));
        self
    }

    /// A link to what describes it, in a form that reference managers read.
    pub(super) fn described_by(mut self, address: &str, media_type: &str) -> Self {
        self.0.push(format!("<{}>; rel=\"describedby\"; type=\"{media_type}\"", uri(address)));
        self
    }

    /// The answer with these links. What cannot stand in a header is left out.
    pub(super) fn on(self, mut response: Response) -> Response {
        if let Ok(links) = HeaderValue::from_str(&self.0.join(", "))
            && !links.is_empty()
        {
            response.headers_mut().append(header::LINK, links);
        }
        response
    }
}

/// An address as it may stand between angle brackets: what the form encoding of parameters leaves as it is may not.
pub(super) fn uri(address: &str) -> String {
    let mut written = String::with_capacity(address.len());
    for byte in address.bytes() {
        match byte {
            b'<' | b'>' | b'"' | b'\\' | b'^' | b'`' | b'{' | b'|' | b'}' => written.push_str(&format!("%{byte:02X}")),
            b'!'..=b'~' => written.push(char::from(byte)),
            _ => written.push_str(&format!("%{byte:02X}")),
        }
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::response::IntoResponse;

    #[test]
    fn links_stand_in_one_header_and_cannot_break_out_of_it() {
        let links = Links::default().to("next", "/a?q=>\r\n; rel=\"x\"").alternate("/a.csv", "text/csv; charset=utf-8");
        let response = links.on(().into_response());
        assert_eq!(
            response.headers()[header::LINK],
            "</a?q=%3E%0D%0A;%20rel=%22x%22>; rel=\"next\", </a.csv>; rel=\"alternate\"; type=\"text/csv\""
        );
    }
}
