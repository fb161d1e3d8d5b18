//! One client per account: throttled, retried, bounded, and silent about secrets.
//!
//! Lives here: sending a request and trying again. The only place of this crate that waits.
//! Must not live here: what an answer means.

mod account;
mod body;
mod fault;
mod gate;
mod request;

use std::{
    fmt,
    hash::{BuildHasher, RandomState},
    time::Duration,
};

use reqwest::{
    Response, StatusCode, Url,
    header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue},
    redirect,
};
use serde_json::Value;
use tokio::time::sleep;
use tracing::{debug, warn};

use self::{
    account::parse_base,
    body::{Body, Shape, error_body, number, read_body, retry_after, shape},
    fault::{connection_words, describe},
    gate::Gate,
};
pub(crate) use self::{
    account::{Auth, Limits, SettingNames},
    fault::{HttpFault, Quota},
    gate::{Allowance, Lane},
    request::{Answer, Request},
};
use crate::PullError;

/// The way to one account.
pub(crate) struct Client {
    http: reqwest::Client,
    base: Url,
    authorization: HeaderValue,
    gate: Gate,
    limits: Limits,
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("host", &self.base.host_str())
            .finish_non_exhaustive()
    }
}

/// A try that failed: for good, or worth another.
enum Miss {
    Final(HttpFault),
    Again {
        fault: HttpFault,
        hint: Option<Duration>,
        whole_account: bool,
    },
}

impl Client {
    /// A client for the account behind `auth` at `base`.
    ///
    /// # Errors
    /// `Denied` where URL or credentials cannot work.
    pub(crate) fn new(
        base: &str,
        auth: &Auth,
        names: SettingNames,
        limits: Limits,
    ) -> Result<Self, PullError> {
        let base = parse_base(base, names.url)?;
        let authorization = auth.header(names.secret)?;
        let http = reqwest::Client::builder()
            .redirect(redirect::Policy::none())
            .no_proxy()
            .timeout(limits.timeout)
            .user_agent(concat!("funnelbot/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|error| PullError::Unreachable {
                what: format!("no HTTPS client can be made here ({})", error.without_url()),
            })?;
        let gate = Gate::new(limits.all, limits.search, limits.concurrency);
        Ok(Self {
            http,
            base,
            authorization,
            gate,
            limits,
        })
    }

    /// Sends `request` until it has an answer or patience ends.
    ///
    /// # Errors
    /// See `HttpFault`.
    pub(crate) async fn fetch(&self, request: &Request) -> Result<Answer, HttpFault> {
        let mut waited = Duration::ZERO;
        let mut tried = 0;
        loop {
            let (fault, hint, whole_account) = match self.attempt(request).await {
                Ok(answer) => return Ok(answer),
                Err(Miss::Final(fault)) => return Err(fault),
                Err(Miss::Again {
                    fault,
                    hint,
                    whole_account,
                }) => (fault, hint, whole_account),
            };
            tried += 1;
            // A full window without a hint of its length wants longer waits than a failure.
            let step = if whole_account { tried + 1 } else { tried };
            let wait = hint.map_or_else(|| self.backoff(step), |hint| hint + self.backoff(1) / 4);
            if tried >= self.limits.tries || waited + wait > self.limits.patience() {
                return Err(fault);
            }
            waited += wait;
            debug!(
                path = request.path,
                tried,
                wait_ms = wait.as_millis(),
                "asking again: {fault:?}"
            );
            if whole_account {
                warn!(
                    path = request.path,
                    wait_ms = wait.as_millis(),
                    "the tool asks for patience"
                );
                self.gate.pause(wait);
            } else {
                nap(wait).await;
            }
        }
    }

    async fn attempt(&self, request: &Request) -> Result<Answer, Miss> {
        let pass = self.gate.enter(request.lane).await;
        let response = self
            .build(request)
            .send()
            .await
            .map_err(|error| self.lost(request, &error))?;
        self.learn(response.headers());
        let status = response.status();
        if status == StatusCode::TOO_MANY_REQUESTS {
            return Err(self.throttled(response).await);
        }
        if status.is_success() {
            let answer = self.read_success(request, response).await;
            drop(pass);
            return answer;
        }
        Err(self.refused(request, response).await)
    }

    fn build(&self, request: &Request) -> reqwest::RequestBuilder {
        let mut url = self.base.clone();
        url.set_path(&format!(
            "{}{}",
            self.base.path().trim_end_matches('/'),
            request.path
        ));
        if !request.query.is_empty() {
            url.query_pairs_mut().extend_pairs(&request.query);
        }
        let builder = match &request.body {
            None => self.http.get(url),
            Some(body) => self.http.post(url).json(body),
        };
        builder.header(AUTHORIZATION, self.authorization.clone())
    }

    /// Between half and the whole of a step that doubles from a sixtieth of the timeout.
    fn backoff(&self, tried: u32) -> Duration {
        let first = (self.limits.timeout / 60).max(Duration::from_millis(1));
        let step = first * 2_u32.saturating_pow(tried.saturating_sub(1).min(8));
        step.mul_f64(0.5 + 0.5 * jitter())
    }

    fn lost(&self, request: &Request, error: &reqwest::Error) -> Miss {
        let words = connection_words(error, self.limits.timeout);
        again(HttpFault::Unreachable {
            what: format!("{}: {words}", request.path),
        })
    }

    async fn read_success(
        &self,
        request: &Request,
        mut response: Response,
    ) -> Result<Answer, Miss> {
        let status = response.status().as_u16();
        let headers = response.headers().clone();
        let kind = headers
            .get(CONTENT_TYPE)
            .and_then(|kind| kind.to_str().ok())
            .map(str::to_owned);
        let body = match read_body(&mut response, self.limits.max_body).await {
            Ok(Body::Whole(body)) => body,
            Ok(Body::Cut(_)) => {
                return Err(Miss::Final(HttpFault::TooLarge {
                    path: request.path.clone(),
                }));
            }
            Err(error) if error.is_timeout() => return Err(self.lost(request, &error)),
            Err(_) => {
                let what = format!(
                    "{} answered with half a body: the connection broke",
                    request.path
                );
                return Err(again(HttpFault::Garbled { what }));
            }
        };
        let text = String::from_utf8(body)
            .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned());
        match shape(&text) {
            Shape::Json => Ok(Answer {
                status,
                path: request.path.clone(),
                text,
                headers,
            }),
            shape => {
                let what = format!(
                    "{} answered with {}",
                    request.path,
                    describe(kind.as_deref(), &text)
                );
                let fault = HttpFault::Garbled { what };
                Err(if matches!(shape, Shape::CutOff) {
                    again(fault)
                } else {
                    Miss::Final(fault)
                })
            }
        }
    }

    async fn refused(&self, request: &Request, mut response: Response) -> Miss {
        let status = response.status().as_u16();
        let hint = retry_after(response.headers());
        let may_pass = status >= 500 || matches!(status, 408 | 423 | 477);
        if may_pass && !self.limits.final_statuses.contains(&status) {
            let what = format!("{} answered with status {status}", request.path);
            return Miss::Again {
                fault: HttpFault::Unreachable { what },
                hint,
                whole_account: false,
            };
        }
        let body = error_body(&mut response).await;
        Miss::Final(HttpFault::Status {
            status,
            path: request.path.clone(),
            body,
        })
    }

    async fn throttled(&self, mut response: Response) -> Miss {
        let hint = retry_after(response.headers());
        let interval = number(
            response.headers(),
            "x-hubspot-ratelimit-interval-milliseconds",
        );
        let body = error_body(&mut response).await;
        let day = body
            .get("policyName")
            .and_then(Value::as_str)
            .is_some_and(|name| name.contains("DAILY"));
        let quota = if day { Quota::Day } else { Quota::Burst };
        let after = hint
            .or(interval.map(Duration::from_millis))
            .unwrap_or(Duration::from_secs(10));
        let fault = HttpFault::Throttled { after, quota };
        match quota {
            Quota::Day => Miss::Final(fault),
            Quota::Burst => Miss::Again {
                fault,
                hint,
                whole_account: true,
            },
        }
    }

    /// The tool may name its own limit in every answer, and what is left of it.
    fn learn(&self, headers: &HeaderMap) {
        let max =
            number(headers, "x-hubspot-ratelimit-max").and_then(|max| u32::try_from(max).ok());
        let per = number(headers, "x-hubspot-ratelimit-interval-milliseconds");
        let Some(per) = per.map(Duration::from_millis) else {
            return;
        };
        if let Some(max) = max {
            self.gate.tighten(max, per);
        }
        let left = number(headers, "x-hubspot-ratelimit-remaining");
        if let Some(left) = left.and_then(|left| u32::try_from(left).ok()) {
            self.gate.left(left, per);
        }
    }
}

fn again(fault: HttpFault) -> Miss {
    Miss::Again {
        fault,
        hint: None,
        whole_account: false,
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "between two tries of a request is where this crate waits"
)]
async fn nap(wait: Duration) {
    sleep(wait).await;
}

/// A number in 0..1 that differs from call to call; good enough to keep clients out of step.
fn jitter() -> f64 {
    let bits = RandomState::new().hash_one(0_u8) >> 40;
    f64::from(u32::try_from(bits).unwrap_or(0)) / f64::from(1_u32 << 24)
}
