import CEL
import Foundation
import JSON
import OrderedCollections

/// One walk over an object with the rules of its schema, in the order and with the budget of the API server.
struct ValidationRun {
    private(set) var problems: [FieldProblem] = []
    private var budget = Self.costBudget
    private var isOver = false

    /// What all rules of one object may cost, and what one evaluation may.
    private static let costBudget = 10_000_000
    private static let callLimit = 1_000_000
    private static let maximumMessageBytes = 5 * 1024

    /// What a value was before. A value that did not change is not reported, so that a rule that was added later does
    /// not stand in the way of changes elsewhere.
    struct Correlation {
        /// What the value was; nil where it was not there, or cannot be told from others.
        let old: JSON?
        /// The nearest value around it that was there before, as it is and as it was.
        let nearest: (new: JSON, old: JSON)?

        static let none = Correlation(old: nil, nearest: nil)

        func isUnchanged(_ value: JSON) -> Bool {
            if let old { return old == value }
            return nearest.map { $0.new == $0.old } ?? false
        }

        /// That of a part of a value.
        func part(of value: JSON, _ old: JSON?) -> Correlation {
            guard let whole = self.old else { return self }
            return Correlation(old: old, nearest: (value, whole))
        }
    }

    /// - Parameter oldValue: What `oldSelf` is.
    mutating func check(
        _ value: JSON, by rules: ValidationRules, at path: String, _ correlation: Correlation, oldValue: JSON?
    ) {
        guard !isOver, case .node(let node) = rules, !value.isNull else { return }
        evaluate(node, value, path, correlation, oldValue.flatMap { $0.isNull ? nil : $0 })
        switch value {
        case .array(let elements): check(elements, node, path, correlation, oldValue)
        case .object(let members):
            for (name, member) in members {
                let old = oldValue?[name]
                var part = correlation.part(of: value, old)
                // The version and kind of a resource are those that were asked for.
                if path.isEmpty, name == "apiVersion" || name == "kind" { part = .none }
                check(member, by: node.additionalProperties, at: "\(path)[\(name)]", part, oldValue: old)
                guard let rules = node.properties[name] else { continue }
                check(member, by: rules, at: path.isEmpty ? name : "\(path).\(name)", part, oldValue: old)
            }
        case .null, .boolean, .integer, .double, .string: break
        }
    }

    private mutating func check(
        _ elements: [JSON], _ node: ValidationRules.Node, _ path: String, _ correlation: Correlation, _ oldValue: JSON?
    ) {
        guard case .node = node.items else { return }
        var oldElements: [[JSON?]: JSON] = [:]
        if !node.listMapKeys.isEmpty {
            for old in oldValue?.array ?? [] { oldElements[node.listMapKeys.map { old[$0] }] = old }
        }
        for (index, element) in elements.enumerated() {
            let old = node.listMapKeys.isEmpty ? nil : oldElements[node.listMapKeys.map { element[$0] }]
            let part = correlation.part(of: .array(elements), old)
            check(element, by: node.items, at: "\(path)[\(index)]", part, oldValue: old)
        }
    }

    private mutating func evaluate(
        _ node: ValidationRules.Node, _ value: JSON, _ path: String, _ correlation: Correlation, _ old: JSON?
    ) {
        guard let declared = node.declared, !node.rules.isEmpty else { return }
        let field = path.isEmpty ? "<nil>" : path
        let type = JSON.string(node.type)
        for rule in node.rules where !isOver {
            guard let program = rule.program else { continue }
            let isOptional = rule.json["optionalOldSelf"] == true
            if rule.usesOldSelf, old == nil, !isOptional { continue }
            do {
                let values = try Self.variables(value, old, declared, isOptional: isOptional)
                guard case .boolean(let holds) = try run(program, values), !holds else { continue }
                guard rule.usesOldSelf || !correlation.isUnchanged(value) else { continue }
                let place = rule.fieldPath.isEmpty ? field : Self.join(path, rule.fieldPath)
                guard let detail = message(of: rule, values, place, type) else { continue }
                problems.append(rule.problem(at: place, value, detail))
            } catch is OutOfBudget {
                problems.append(
                    .invalid(
                        field, type,
                        "validation failed due to running out of cost budget, no further validation rules will be run"))
                isOver = true
            } catch let error as CELError {
                problems.append(.invalid(field, type, Self.words(error, rule)))
                isOver = error.kind == .costExceeded
            } catch {
                problems.append(.invalid(field, type, "\(error)"))
            }
        }
    }

    private static func join(_ path: String, _ part: String) -> String { path.isEmpty ? part : "\(path).\(part)" }

    private static func variables(
        _ value: JSON, _ old: JSON?, _ declared: CELSchema, isOptional: Bool
    ) throws(CELError) -> [String: CELValue] {
        var values = ["self": try CELValue(value, declared)]
        if isOptional {
            var before: CELValue?
            if let old { before = try CELValue(old, declared) }
            values["oldSelf"] = .optional(before)
        } else if let old {
            values["oldSelf"] = try CELValue(old, declared)
        }
        return values
    }

    private static func words(_ error: CELError, _ rule: ValidationRule) -> String {
        if error.message.hasPrefix("no such overload") {
            return "'\(error.message)': call arguments did not match a supported operator, function or macro signature "
                + "for rule: \(rule.words)"
        }
        if error.kind == .costExceeded {
            return "'\(error.message)': no further validation rules will be run due to call cost exceeds limit for "
                + "rule: \(rule.words)"
        }
        return "\(error.message) evaluating rule: \(rule.words)"
    }

    /// What all rules together may cost is spent.
    private struct OutOfBudget: Error {}

    private mutating func run(_ program: CELProgram, _ values: [String: CELValue]) throws -> CELValue {
        guard budget > 0 else { throw OutOfBudget() }
        var cost = Self.callLimit
        defer { budget -= Self.callLimit - max(cost, 0) }
        let value = try program.evaluate(values: values, cost: &cost, timeZoneOffset: Self.timeZoneOffset)
        if Self.callLimit - cost > budget { throw OutOfBudget() }
        return value
    }

    private static let timeZoneOffset: @Sendable (String, Int) -> Int? = { name, seconds in
        TimeZone(identifier: name)?.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds)))
    }

    /// The message of a rule that does not hold; nil where its expression used up the budget, which is reported.
    private mutating func message(
        of rule: ValidationRule, _ values: [String: CELValue], _ field: String, _ type: JSON
    ) -> String? {
        guard let program = rule.messageProgram else { return rule.message }
        do {
            guard case .string(let text) = try run(program, values) else { return rule.message }
            let trimmed = text.trimmed
            let isFit = !trimmed.isEmpty && trimmed.utf8.count <= Self.maximumMessageBytes && !trimmed.contains("\n")
            return isFit ? trimmed : rule.message
        } catch is OutOfBudget {
            problems.append(
                .invalid(
                    field, type,
                    "messageExpression evaluation failed due to running out of cost budget, no further validation "
                        + "rules will be run"))
        } catch {
            guard let error = error as? CELError, error.kind == .costExceeded else { return rule.message }
            problems.append(
                .invalid(
                    field, type,
                    "no further validation rules will be run due to call cost exceeds limit for messageExpression: "
                        + JSONWriter.text(rule.json["messageExpression"] ?? "")))
        }
        isOver = true
        return nil
    }
}
