//! Futures by hand: an executor of a few lines, a future of our own, and async functions that call each other.

use std::collections::VecDeque;
use std::future::Future;
use std::pin::{pin, Pin};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};

struct Counter {
    wakes: AtomicU32,
}

impl Wake for Counter {
    fn wake(self: Arc<Self>) {
        self.wakes.fetch_add(1, Ordering::Relaxed);
    }
}

fn block_on<F: Future>(future: F) -> (F::Output, u32) {
    let counter = Arc::new(Counter {
        wakes: AtomicU32::new(0),
    });
    let waker = Waker::from(counter.clone());
    let mut context = Context::from_waker(&waker);
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return (output, counter.wakes.load(Ordering::Relaxed));
        }
    }
}

struct Later<T> {
    value: Option<T>,
    polls: u8,
}

impl<T: Unpin> Future for Later<T> {
    type Output = T;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<T> {
        if self.polls > 0 {
            self.polls -= 1;
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        let value = self.value.take().expect("polled once after it was ready");
        Poll::Ready(value)
    }
}

fn later<T>(value: T, polls: u8) -> Later<T> {
    Later {
        value: Some(value),
        polls,
    }
}

async fn fetch(page: &str) -> Result<String, String> {
    if page.is_empty() {
        return Err("no page".to_string());
    }
    let body = later(format!("<{page}>"), 2).await;
    Ok(body)
}

async fn fetch_all(pages: &[&str]) -> Result<Vec<String>, String> {
    let mut bodies = Vec::new();
    for page in pages {
        let body = fetch(page).await?;
        bodies.push(body);
    }
    Ok(bodies)
}

async fn total(numbers: VecDeque<u64>) -> u64 {
    let mut sum = 0;
    for number in numbers {
        sum += later(number, 0).await;
    }
    sum
}

fn main() {
    let (bodies, wakes) = block_on(fetch_all(&["a", "b"]));
    assert_eq!(bodies, Ok(vec!["<a>".to_string(), "<b>".to_string()]));
    assert_eq!(wakes, 4);
    let (failed, _) = block_on(async { fetch_all(&["a", ""]).await });
    assert_eq!(failed.unwrap_err(), "no page");
    let numbers = VecDeque::from([1, 2, 3]);
    let factor = 2;
    let (sum, _) = block_on(async move { total(numbers).await * factor });
    assert_eq!(sum, 12);
}
