//! What can go wrong with a call, as one enum: each class asks for something else. The body's own code is heard first, the
//! status second, for not every 429 may be tried again and errors come inside a good answer.

use std::time::Duration;

use serde_json::Value;

/// Characters of a provider's message that are kept.
const MOST_WORDS: usize = 300;

/// Why a call gave nothing to use.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ModelError {
    /// The key is missing, wrong, or may not do this.
    #[error("the provider refuses the key: {0}")]
    Auth(String),
    /// Quota, credit or a spend limit is used up; waiting does not help.
    #[error("the provider's quota, credit or spend limit is used up: {0}")]
    Billing(String),
    /// Too many requests for now.
    #[error("the provider asks to slow down: {message}")]
    RateLimited {
        /// How long to wait, where it was said.
        after: Option<Duration>,
        /// The provider's words.
        message: String,
    },
    /// The provider has too much to do.
    #[error("the provider is overloaded: {0}")]
    Overloaded(String),
    /// Prompt and reply do not fit the model's context.
    #[error("the prompt is too long for the model: {0}")]
    ContextTooLong(String),
    /// The provider cannot do what was asked: an unknown model, a field it does not take.
    #[error("the provider refuses the request: {0}")]
    Rejected(String),
    /// Something broke on the provider's side.
    #[error("the provider failed: {0}")]
    Server(String),
    /// The provider could not be reached, or the connection broke before anything was said.
    #[error("the provider cannot be reached: {0}")]
    Network(String),
    /// The model refused to answer.
    #[error("the model refused to answer")]
    Refused,
    /// The reply ended before its end: its bound on tokens, or a broken connection.
    #[error("the reply is cut off")]
    Truncated,
    /// What came is not what the dialect says.
    #[error("the answer cannot be read: {0}")]
    Malformed(String),
    /// The call took longer than it may.
    #[error("the model took too long")]
    TimedOut,
    /// We ended it.
    #[error("the call was cancelled")]
    Cancelled,
    /// The address is neither https nor this machine.
    #[error("{0} is neither https nor on this machine")]
    Insecure(String),
}

impl ModelError {
    /// A stable word for the ledger and the journal.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Auth(_) => "auth",
            Self::Billing(_) => "billing",
            Self::RateLimited { .. } => "rate_limited",
            Self::Overloaded(_) => "overloaded",
            Self::ContextTooLong(_) => "context_too_long",
            Self::Rejected(_) => "rejected",
            Self::Server(_) => "server",
            Self::Network(_) => "network",
            Self::Refused => "refused",
            Self::Truncated => "truncated",
            Self::Malformed(_) => "malformed",
            Self::TimedOut => "timed_out",
            Self::Cancelled => "cancelled",
            Self::Insecure(_) => "insecure",
        }
    }

    /// Whether the same request may be sent again.
    pub(super) fn is_passing(&self) -> bool {
        matches!(
            self,
            Self::RateLimited { .. } | Self::Overloaded(_) | Self::Server(_) | Self::Network(_)
        )
    }
}

/// The class of an error answer: the status where there is one, the body, and how long the headers ask to wait.
pub(super) fn classify(status: Option<u16>, body: &str, after: Option<Duration>) -> ModelError {
    let said = Said::of(body);
    let status = status.or(said.status);
    let message = match (said.message.is_empty(), status) {
        (false, _) => said.message.clone(),
        (true, Some(status)) => format!("status {status}"),
        (true, None) => "no reason was given".to_owned(),
    };
    if said.is_context() || status == Some(413) {
        return ModelError::ContextTooLong(message);
    }
    if said.is_billing() || status == Some(402) {
        return ModelError::Billing(message);
    }
    if said.has(&["overloaded_error", "unavailable"]) {
        return ModelError::Overloaded(message);
    }
    if said.has(&[
        "authentication_error",
        "permission_error",
        "invalid_api_key",
    ]) {
        return ModelError::Auth(message);
    }
    if said.has(&[
        "rate_limit_error",
        "rate_limit_exceeded",
        "resource_exhausted",
    ]) {
        return ModelError::RateLimited { after, message };
    }
    match status {
        Some(401 | 403) => ModelError::Auth(message),
        Some(429) => ModelError::RateLimited { after, message },
        Some(503 | 529) => ModelError::Overloaded(message),
        Some(408 | 409 | 500..) | None => ModelError::Server(message),
        Some(_) => ModelError::Rejected(message),
    }
}

/// What an error body says, in whichever of the usual shapes.
struct Said {
    /// Codes, types and the like, in small letters.
    words: Vec<String>,
    message: String,
    /// A status that stands inside the body.
    status: Option<u16>,
}

impl Said {
    fn of(body: &str) -> Self {
        let mut said = Self {
            words: Vec::new(),
            message: String::new(),
            status: None,
        };
        match serde_json::from_str::<Value>(body) {
            Ok(value) => {
                let value = value.get(0).unwrap_or(&value);
                said.take(value.get("error").unwrap_or(value));
            }
            // A proxy's page of HTML, for instance: its first line is as much as anybody wants to see.
            Err(_) => said.message = body.lines().next().unwrap_or_default().to_owned(),
        }
        said.message = said.message.chars().take(MOST_WORDS).collect();
        said
    }

    fn take(&mut self, error: &Value) {
        if let Some(text) = error.as_str() {
            self.message = text.to_owned();
        }
        if let Some(text) = error.get("message").and_then(Value::as_str) {
            self.message = text.to_owned();
        }
        for field in [
            "/code",
            "/type",
            "/status",
            "/reason",
            "/details/error_code",
        ] {
            match error.pointer(field) {
                Some(Value::String(word)) => self.words.push(word.to_ascii_lowercase()),
                Some(Value::Number(number)) => {
                    let status = number.as_u64().and_then(|n| u16::try_from(n).ok());
                    self.status = status.filter(|status| (400..600).contains(status));
                }
                _ => {}
            }
        }
        // Gemini names the quota that is used up in a list of details.
        if let Some(details) = error.get("details").filter(|details| details.is_array()) {
            self.words.push(details.to_string().to_ascii_lowercase());
        }
    }

    fn has(&self, words: &[&str]) -> bool {
        self.words.iter().any(|word| words.contains(&word.as_str()))
    }

    fn says(&self, parts: &[&str]) -> bool {
        let message = self.message.to_ascii_lowercase();
        parts.iter().any(|part| message.contains(part))
    }

    fn is_context(&self) -> bool {
        self.has(&[
            "exceed_context_size_error",
            "context_length_exceeded",
            "request_too_large",
        ]) || self.says(&[
            "maximum context length",
            "prompt is too long",
            "available context size",
        ])
    }

    fn is_billing(&self) -> bool {
        self.has(&[
            "insufficient_quota",
            "credit_balance_exhausted",
            "enforced_spend_limit_reached",
            "billing_hard_limit_reached",
            "billing_error",
            "payment_required",
        ]) || self.words.iter().any(|word| word.contains("perday"))
            || self.says(&[
                "credit balance is too low",
                "exceeded your current quota",
                "spend limit",
            ])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(status: u16, body: &str) -> &'static str {
        classify(Some(status), body, None).code()
    }

    #[test]
    fn the_body_is_heard_before_the_status() {
        let cases = [
            (
                429,
                r#"{"error":{"message":"slow down","type":"requests","code":"rate_limit_exceeded"}}"#,
                "rate_limited",
            ),
            (
                429,
                r#"{"error":{"message":"x","type":"insufficient_quota","code":"insufficient_quota"}}"#,
                "billing",
            ),
            (
                429,
                r#"{"type":"error","error":{"type":"rate_limit_error","message":"x","details":{"error_code":"enforced_spend_limit_reached"}}}"#,
                "billing",
            ),
            (
                429,
                r#"[{"error":{"code":429,"message":"x","status":"RESOURCE_EXHAUSTED","details":[{"quotaId":"GenerateRequestsPerDayPerProject"}]}}]"#,
                "billing",
            ),
            (
                429,
                r#"[{"error":{"code":429,"message":"x","status":"RESOURCE_EXHAUSTED"}}]"#,
                "rate_limited",
            ),
            (429, "", "rate_limited"),
            (
                402,
                r#"{"error":{"code":402,"message":"Insufficient credits"}}"#,
                "billing",
            ),
            (
                529,
                r#"{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}"#,
                "overloaded",
            ),
            (503, "<html>\n<body>", "overloaded"),
            (
                400,
                r#"{"error":{"code":400,"type":"exceed_context_size_error","message":"x","n_ctx":4096}}"#,
                "context_too_long",
            ),
            (
                400,
                r#"{"error":{"code":"context_length_exceeded","message":"x"}}"#,
                "context_too_long",
            ),
            (
                400,
                r#"{"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long: 200001 tokens"}}"#,
                "context_too_long",
            ),
            (
                413,
                r#"{"type":"error","error":{"type":"request_too_large","message":"x"}}"#,
                "context_too_long",
            ),
            (
                401,
                r#"{"error":{"code":401,"type":"authentication_error","message":"Invalid API Key"}}"#,
                "auth",
            ),
            (403, "", "auth"),
            (
                404,
                r#"{"error":"model 'x' not found, try pulling it first"}"#,
                "rejected",
            ),
            (
                400,
                r#"{"error":{"message":"bad field","code":null}}"#,
                "rejected",
            ),
            (
                500,
                r#"{"error":{"code":500,"type":"server_error","message":"x"}}"#,
                "server",
            ),
            (408, "", "server"),
        ];
        for (status, body, expected) in cases {
            assert_eq!(code(status, body), expected, "{status} {body}");
        }
    }

    #[test]
    fn an_error_inside_a_good_answer_has_a_class_too() {
        let inside = |body| classify(None, body, None).code();
        assert_eq!(
            inside(r#"{"error":{"code":502,"message":"Provider returned error"}}"#),
            "server"
        );
        assert_eq!(
            inside(r#"{"error":{"code":429,"message":"x"}}"#),
            "rate_limited"
        );
        assert_eq!(
            inside(r#"{"type":"error","error":{"type":"overloaded_error","message":"x"}}"#),
            "overloaded"
        );
        assert_eq!(
            inside(r#"{"error":"an error was encountered while running the model"}"#),
            "server"
        );
    }
}
