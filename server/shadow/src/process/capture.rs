//! What a child says, kept up to a bound. Reading goes on behind the bound, so that the child never blocks on a full pipe.

use tokio::io::{AsyncRead, AsyncReadExt as _};

/// Bytes kept of one stream.
const BOUND: usize = 64 << 20;

/// One stream of a child.
#[derive(Default)]
pub(super) struct Capture {
    bytes: Vec<u8>,
    dropped: u64,
}

impl Capture {
    /// Reads to the end of the stream, or to the first error, which ends a pipe as well.
    pub(super) async fn read<R: AsyncRead + Unpin>(&mut self, stream: Option<R>) {
        let Some(mut stream) = stream else { return };
        let mut chunk = vec![0; 64 << 10];
        while let Ok(count @ 1..) = stream.read(&mut chunk).await {
            let kept = count.min(BOUND - self.bytes.len());
            self.bytes.extend_from_slice(&chunk[..kept]);
            self.dropped += (count - kept) as u64;
        }
    }

    /// What was kept, with a line that says how much was not.
    pub(super) fn into_bytes(mut self) -> Vec<u8> {
        if self.dropped > 0 {
            let note = format!("\n[{} more bytes of output were dropped]\n", self.dropped);
            self.bytes.extend_from_slice(note.as_bytes());
        }
        self.bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn stops_keeping_at_the_bound_and_says_so() {
        let mut capture = Capture::default();
        capture
            .read(Some(tokio::io::repeat(b'x').take(BOUND as u64 + 7)))
            .await;
        let bytes = capture.into_bytes();
        assert!(bytes.len() < BOUND + 100);
        assert!(bytes.ends_with(b"\n[7 more bytes of output were dropped]\n"));
    }
}
