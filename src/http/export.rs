//! Everything that a request finds, streamed.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use futures_core::Stream;

use super::asked::Asked;
use super::error::HttpError;
use super::failure::Problem;
use super::resource::{Form, Resource};
use crate::backend::{Backend, Piece, Pieces};
use crate::query::{ExportFormat, ExportRequest};
use crate::release::EnrichedRelease;
use crate::table::{RELEASE_HEADING, release_row};

/// `GET /api/v1/export`
pub(super) async fn export(State(backend): State<Backend>, asked: Asked) -> Result<Response, Problem> {
    let export = ExportRequest::from_parameters(asked.parameters()).map_err(HttpError::BadParameters)?;
    let (form, heading, write): (_, _, fn(&EnrichedRelease) -> io::Result<String>) = match export.format {
        ExportFormat::Jsonl => (Form::Jsonl, "", line),
        ExportFormat::Csv => (Form::Csv, RELEASE_HEADING, |release| Ok(release_row(release))),
    };
    let resource = Resource::new(form, "export", &export.to_parameters());
    if let Some(unchanged) = resource.unchanged(&backend.state().generation, &asked.headers) {
        return Ok(unchanged);
    }
    let (state, pieces) = backend.export(export.selection, heading, write).await?;
    let mut response = resource.answer(&state.generation, Body::from_stream(Written::new(pieces)));
    let name = format!("attachment; filename=\"pressmark-export.{}\"", export.format.as_str());
    if let Ok(disposition) = HeaderValue::from_str(&name) {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, disposition);
    }
    Ok(response)
}

fn line(release: &EnrichedRelease) -> io::Result<String> {
    let mut line = serde_json::to_string(release)?;
    line.push('\n');
    Ok(line)
}

/// What was written of an export, as it comes. It ends well only where the writer says that it came to its end: a stream
/// that was cut must not look like a whole one.
struct Written {
    pieces: Pieces,
    ended: bool,
}

impl Written {
    fn new(pieces: Pieces) -> Self {
        Self { pieces, ended: false }
    }
}

impl Stream for Written {
    type Item = io::Result<String>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.ended {
            return Poll::Ready(None);
        }
        self.pieces.poll_recv(context).map(|piece| {
            self.ended = !matches!(piece, Some(Ok(Piece::Rows(_))));
            match piece {
                Some(Ok(Piece::Rows(rows))) => Some(Ok(rows)),
                Some(Ok(Piece::End)) => None,
                Some(Err(error)) => Some(Err(io::Error::other(error))),
                None => Some(Err(io::Error::other("the export broke off"))),
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::to_bytes;
    use tokio::sync::mpsc;

    async fn received(pieces: Vec<Piece>) -> Option<Vec<u8>> {
        let (sender, receiver) = mpsc::channel(8);
        for piece in pieces {
            sender.send(Ok(piece)).await.expect("room");
        }
        drop(sender);
        let body = Body::from_stream(Written::new(receiver));
        to_bytes(body, usize::MAX).await.ok().map(|bytes| bytes.to_vec())
    }

    #[tokio::test]
    async fn an_export_that_breaks_off_does_not_end_well() {
        let rows = || Piece::Rows("a\n".to_owned());
        assert_eq!(received(vec![rows(), rows(), Piece::End]).await.as_deref(), Some(b"a\na\n".as_slice()));
        assert_eq!(received(vec![rows()]).await, None);
        assert_eq!(received(Vec::new()).await, None);
    }
}
