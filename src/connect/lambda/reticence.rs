use aws_runtime::{
    invocation_id::InvocationIdInterceptor, request_info::RequestInfoInterceptor,
    user_agent::UserAgentInterceptor,
};
use aws_smithy_runtime_api::{
    box_error::BoxError,
    client::interceptors::{
        Intercept, context::BeforeSerializationInterceptorContextRef, disable_interceptor,
        dyn_dispatch_hint,
    },
};
use aws_smithy_types::config_bag::ConfigBag;

/// Keeps the SDK from telling AWS of itself with each invocation: its version, and which of its own attempts one is, which
/// is always the first. To work this out and sign it took longer than to send the request.
#[derive(Debug)]
pub(super) struct Reticence;

#[dyn_dispatch_hint]
impl Intercept for Reticence {
    fn name(&self) -> &'static str {
        "Reticence"
    }

    fn read_before_execution(
        &self,
        _: &BeforeSerializationInterceptorContextRef<'_>,
        config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        const WHY: &str = "Portl has a user agent and retries of its own";
        let state = config.interceptor_state();
        state.store_put(disable_interceptor::<UserAgentInterceptor>(WHY));
        state.store_put(disable_interceptor::<InvocationIdInterceptor>(WHY));
        state.store_put(disable_interceptor::<RequestInfoInterceptor>(WHY));
        Ok(())
    }
}
