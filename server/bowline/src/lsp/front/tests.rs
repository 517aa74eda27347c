//! The front before an inner service that answers, panics or waits.

use std::{future::Future, pin::Pin};

use super::*;

/// Answers by the method: at once, never, or with a panic.
struct Inner {
    seen: Vec<String>,
}

type Reply = Pin<Box<dyn Future<Output = Result<Option<Response>, ()>> + Send>>;

impl Service<Request> for Inner {
    type Response = Option<Response>;
    type Error = ();
    type Future = Reply;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), ()>> {
        Poll::Ready(Err(()))
    }

    fn call(&mut self, request: Request) -> Reply {
        self.seen
            .push(format!("{} {:?}", request.method(), request.params()));
        let (method, id, _) = request.into_parts();
        match method.as_ref() {
            "panics at once" => panic!("at once"),
            "panics later" => Box::pin(async { panic!("later") }),
            "panics after an await" => Box::pin(async {
                tokio::task::yield_now().await;
                panic!("after an await")
            }),
            _ => Box::pin(async move { Ok(id.map(|id| Response::from_ok(id, Value::Null))) }),
        }
    }
}

fn front() -> Front<Inner> {
    Front::new(Inner { seen: Vec::new() }, Arc::new(Lifecycle::default()))
}

fn code(answer: Result<Option<Response>, ()>) -> Option<i64> {
    Some(answer.unwrap()?.error()?.code.code())
}

#[tokio::test]
async fn a_panic_is_an_internal_error_and_the_next_request_is_fine() {
    let mut front = front();
    for method in ["panics at once", "panics later", "panics after an await"] {
        let answer = front.call(Request::build(method).id(1).finish()).await;
        assert_eq!(code(answer), Some(-32603), "{method}");
        let silent = front.call(Request::build(method).finish()).await;
        assert_eq!(silent.unwrap(), None, "{method}, a notification");
    }
    assert!(
        front
            .call(Request::build("fine").id(2).finish())
            .await
            .unwrap()
            .unwrap()
            .is_ok()
    );
}

#[tokio::test]
async fn a_handler_is_polled_when_it_is_called() {
    let (sender, mut receiver) = tokio::sync::mpsc::unbounded_channel();
    let inner = tower_fn(move |request: Request| {
        let sender = sender.clone();
        async move {
            sender.send(request.method().to_owned()).unwrap();
            tokio::task::yield_now().await;
            Ok::<_, ()>(None)
        }
    });
    let mut front = Front::new(inner, Arc::new(Lifecycle::default()));
    let calls: Vec<_> = ["a", "b", "c"]
        .map(|method| front.call(Request::build(method).finish()))
        .into();
    let mut seen = Vec::new();
    while let Ok(method) = receiver.try_recv() {
        seen.push(method);
    }
    assert_eq!(
        seen,
        ["a", "b", "c"],
        "before any of the futures is awaited"
    );
    drop(calls);
}

/// A service out of a closure.
struct Closure<F>(F);

fn tower_fn<F>(closure: F) -> Closure<F> {
    Closure(closure)
}

impl<F, R> Service<Request> for Closure<F>
where
    F: FnMut(Request) -> R,
    R: Future<Output = Result<Option<Response>, ()>>,
{
    type Response = Option<Response>;
    type Error = ();
    type Future = R;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), ()>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request) -> R {
        (self.0)(request)
    }
}

#[tokio::test]
async fn the_life_cycle_is_watched_and_strict_types_are_kept_out() {
    let mut front = front();
    let odd = json!({ "capabilities": { "workspace": 3 } });
    let first = front
        .call(
            Request::build("initialize")
                .params(odd.clone())
                .id(1)
                .finish(),
        )
        .await;
    assert!(first.unwrap().unwrap().is_ok());
    assert_eq!(front.lifecycle.initialize_params(), &odd);
    let second = front
        .call(
            Request::build("initialize")
                .params(json!({}))
                .id(2)
                .finish(),
        )
        .await;
    assert_eq!(code(second), Some(-32600));

    for params in [json!(null), json!({})] {
        let _ = front
            .call(Request::build("shutdown").params(params).id(3).finish())
            .await;
    }
    let _ = front
        .call(
            Request::build("textDocument/codeAction")
                .params(json!({ "a": 1 }))
                .id(4)
                .finish(),
        )
        .await;
    assert_eq!(front.lifecycle.exit_code(), 0);
    assert_eq!(
        front.inner.seen,
        [
            "initialize Some(Object {\"capabilities\": Object {}})",
            "shutdown None",
            "shutdown None",
            "$bowline/codeAction Some(Object {\"a\": Number(1)})",
        ]
    );
}

#[tokio::test]
async fn exit_without_shutdown_is_abrupt() {
    let mut front = front();
    let _ = front.call(Request::build("exit").finish()).await;
    assert_eq!(front.lifecycle.exit_code(), 1);
}
