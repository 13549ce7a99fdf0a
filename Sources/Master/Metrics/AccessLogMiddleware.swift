import HTTPTypes
import Hummingbird
import Logging

/// Turns errors into answers, counts every answer, and logs one line for each.
///
/// The line holds the path without its query, which may hold facts.
struct AccessLogMiddleware: RouterMiddleware {
    let metrics: Metrics
    let logger: Logger

    func handle(
        _ request: Request, context: MasterRequestContext,
        next: @concurrent (Request, MasterRequestContext) async throws -> Response
    ) async throws -> Response {
        let start = ContinuousClock.now
        let response: Response
        do {
            response = try await next(request, context)
        } catch let error as PuppetError {
            response = error.response()
        } catch let error as any HTTPResponseError where error.status == .notFound {
            response = PuppetError.noRoute(request).response()
        } catch let error as any HTTPResponseError {
            response = try error.response(from: request, context: context)
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            logger.error("request failed", metadata: ["path": "\(request.uri.path)", "error": "\(error)"])
            response = PuppetError.serverError("internal error; the master's log has the details").response()
        }
        metrics.countAnswer(route: context.endpointPath ?? "unmatched", status: Int(response.status.code))
        log(request, response, client: context.client.name, duration: ContinuousClock.now - start)
        return response
    }

    private func log(_ request: Request, _ response: Response, client: String, duration: Duration) {
        let milliseconds =
            Double(duration.components.seconds) * 1000 + Double(duration.components.attoseconds) / 1e15
        logger.info(
            "\(request.method.rawValue) \(request.uri.path) \(response.status.code)",
            metadata: [
                "client": "\(client)", "bytes": "\(response.body.contentLength ?? 0)",
                "ms": "\((milliseconds * 1000).rounded() / 1000)",
            ])
    }
}
