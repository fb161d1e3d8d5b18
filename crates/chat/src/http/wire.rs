//! One request to Discord and its answer, whatever its status.
//!
//! Lives here: the HTTP client and the choice between serenity's rate limiter and another address. Must not
//! live here: what an answer means.

use std::{pin::Pin, sync::Arc};

use secrecy::{ExposeSecret, SecretString};
use serenity::http::{HttpError, Ratelimiter, Request};

use super::{DiscordSettings, answer::Answer};

type Soon<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;
type Carry = Box<dyn for<'a> Fn(Request<'a>) -> Soon<'a, serenity::Result<Answer>> + Send + Sync>;

/// Carries requests. Inside is a closure because the HTTP client is serenity's own choice, whose type only
/// `ma` names; and serenity's `Http` would drop the `retry_after` of a 429.
pub(super) struct Wire(Carry);

impl Wire {
    pub(super) fn new(settings: &DiscordSettings) -> Self {
        let client = Default::default();
        let token = bot_token(&settings.token);
        let limiter = match settings.api_url {
            Some(_) => None,
            None => Some(Ratelimiter::new(
                Clone::clone(&client),
                token.expose_secret(),
            )),
        };
        let wire = Arc::new((client, limiter, token, settings.api_url.clone()));
        Self(boxed(move |request| {
            let wire = Arc::clone(&wire);
            Box::pin(async move {
                let (client, limiter, token, api_url) = &*wire;
                let response = match limiter {
                    Some(limiter) => limiter.perform(request).await?,
                    None => {
                        let request =
                            request.build(client, token.expose_secret(), api_url.as_deref())?;
                        request.send().await?
                    }
                };
                Ok(Answer {
                    status: response.status().as_u16(),
                    retry_after: response
                        .headers()
                        .get("retry-after")
                        .and_then(|value| value.to_str().ok()?.parse().ok()),
                    body: response.bytes().await?.to_vec(),
                })
            })
        }))
    }

    /// Sends it and waits for the answer.
    pub(super) async fn carry(&self, request: Request<'_>) -> serenity::Result<Answer> {
        (self.0)(request).await
    }
}

fn boxed<F>(carry: F) -> Carry
where
    F: for<'a> Fn(Request<'a>) -> Soon<'a, serenity::Result<Answer>> + Send + Sync + 'static,
{
    Box::new(carry)
}

fn bot_token(token: &SecretString) -> SecretString {
    let token = token.expose_secret().trim();
    let token = token.strip_prefix("Bot ").unwrap_or(token);
    SecretString::from(format!("Bot {token}"))
}

/// The error's innermost words; the outer ones name addresses, and those of interactions contain tokens.
pub(super) fn without_address(why: &serenity::Error) -> String {
    let serenity::Error::Http(HttpError::Request(request)) = why else {
        return "the request could not be made".to_owned();
    };
    let mut innermost = None;
    let mut next = std::error::Error::source(request);
    while let Some(source) = next {
        innermost = Some(source);
        next = source.source();
    }
    innermost.map_or_else(|| "the connection failed".to_owned(), ToString::to_string)
}
