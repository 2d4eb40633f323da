extension Task {
    /// What came of a task for which several may wait, as the single-flight caches have it.
    ///
    /// A task that was begun apart from whoever waits is not cancelled with them, so that a Ctrl-C would go unheard until
    /// it ends by itself. Here it is cancelled with the first; others that still want its value begin it anew.
    package var sharedResult: Result<Success, Failure> {
        get async {
            await withTaskCancellationHandler {
                await result
            } onCancel: {
                cancel()
            }
        }
    }
}
