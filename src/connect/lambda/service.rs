use std::error::Error;

use aws_config::{BehaviorVersion, Region, SdkConfig, retry::RetryConfig};
use aws_sdk_lambda::config::endpoint::{DefaultResolver, Params, ResolveEndpoint};
use aws_types::service_config::ServiceConfigKey;
use http::HeaderValue;

use super::{bridge::Bridge, credentials::Credentials, fault, request::Place};
use crate::connect::{Failure, transport::Transport};

/// What AWS's configuration (variables, profiles, the machine) says of Lambda. It is looked up once.
pub(super) struct Service {
    pub(super) place: Place,
    pub(super) credentials: Credentials,
}

impl Service {
    /// What is set for the connection goes before what AWS's configuration says.
    pub(super) async fn look_up(
        region: Option<&str>,
        endpoint: Option<&str>,
        transport: &Transport,
    ) -> Result<Self, Failure> {
        let mut loader = aws_config::defaults(BehaviorVersion::latest())
            .http_client(Bridge::new(transport.clone()))
            .retry_config(RetryConfig::disabled());
        if let Some(region) = region {
            loader = loader.region(Region::new(region.to_owned()));
        }
        let shared = loader.load().await;
        Ok(Self {
            place: place(&shared, endpoint).await?,
            credentials: Credentials::new(shared.credentials_provider()),
        })
    }
}

/// Where requests go, by AWS's rules for endpoints: those of its partitions, FIPS and dual stack.
pub(super) async fn place(shared: &SdkConfig, endpoint: Option<&str>) -> Result<Place, Failure> {
    let region = shared.region().ok_or_else(|| {
        Failure::new("no AWS region is set")
            .help("set `region` under the connection's `config:`, or `AWS_REGION`")
    })?;
    let endpoint = endpoint.map(str::to_owned);
    let params = Params::builder()
        .region(region.to_string())
        .set_use_fips(shared.use_fips())
        .set_use_dual_stack(shared.use_dual_stack())
        .set_endpoint(endpoint.or_else(|| configured(shared)))
        .build()
        .map_err(|error| unknown(&error))?;
    let endpoint = DefaultResolver::new();
    let endpoint = endpoint.resolve_endpoint(&params).await;
    let url = endpoint.map_err(|error| unknown(&*error))?;
    Place::new(url.url(), region.to_string(), trace())
}

fn unknown(error: &(dyn Error + 'static)) -> Failure {
    let why = fault::last(error);
    Failure::new(format!("there is no endpoint of Lambda to call: {why}"))
}

/// The endpoint that a variable or a profile names: for Lambda alone, or for all services.
fn configured(shared: &SdkConfig) -> Option<String> {
    let key = ServiceConfigKey::builder()
        .service_id("Lambda")
        .env("AWS_ENDPOINT_URL")
        .profile("endpoint_url")
        .build()
        .ok()?;
    let own = shared
        .service_config()
        .and_then(|config| config.load_config(key));
    own.or_else(|| shared.endpoint_url().map(str::to_owned))
}

/// Inside of a function, its invocation: by it AWS finds functions that invoke each other without end. AWS sets it in
/// variables of its own, which its libraries read as well.
fn trace() -> Option<HeaderValue> {
    std::env::var_os("AWS_LAMBDA_FUNCTION_NAME")?;
    std::env::var("_X_AMZN_TRACE_ID").ok()?.parse().ok()
}
