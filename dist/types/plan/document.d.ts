/**
 * The plan as JSON: the interface that other tools read. The JSON schema in the package is generated from this file.
 * Within version 1 fields may be added and none may change.
 */
import { z } from 'zod';
export declare const revisionSchema: z.ZodObject<{
    revision: z.ZodString;
    digest: z.ZodString;
}, z.core.$strict>;
export declare const statementSchema: z.ZodObject<{
    id: z.ZodString;
    sql: z.ZodString;
    object: z.ZodString;
    change: z.ZodString;
    risk: z.ZodEnum<{
        caution: "caution";
        danger: "danger";
        safe: "safe";
    }>;
    scope: z.ZodEnum<{
        cluster: "cluster";
        "each-host": "each-host";
        "one-host": "one-host";
    }>;
    cluster: z.ZodNullable<z.ZodString>;
    settings: z.ZodRecord<z.ZodString, z.ZodString>;
    guards: z.ZodArray<z.ZodString>;
    after: z.ZodString;
    undo: z.ZodNullable<z.ZodString>;
    cost: z.ZodNullable<z.ZodString>;
    reason: z.ZodString;
    fails: z.ZodArray<z.ZodString>;
}, z.core.$strict>;
export declare const planSchema: z.ZodObject<{
    target: z.ZodString;
    targets: z.ZodArray<z.ZodString>;
    status: z.ZodEnum<{
        blocked: "blocked";
        clean: "clean";
        invalid: "invalid";
        ready: "ready";
    }>;
    digest: z.ZodString;
    verified: z.ZodEnum<{
        failed: "failed";
        off: "off";
        passed: "passed";
        unavailable: "unavailable";
    }>;
    verification: z.ZodArray<z.ZodString>;
    statements: z.ZodArray<z.ZodObject<{
        id: z.ZodString;
        sql: z.ZodString;
        object: z.ZodString;
        change: z.ZodString;
        risk: z.ZodEnum<{
            caution: "caution";
            danger: "danger";
            safe: "safe";
        }>;
        scope: z.ZodEnum<{
            cluster: "cluster";
            "each-host": "each-host";
            "one-host": "one-host";
        }>;
        cluster: z.ZodNullable<z.ZodString>;
        settings: z.ZodRecord<z.ZodString, z.ZodString>;
        guards: z.ZodArray<z.ZodString>;
        after: z.ZodString;
        undo: z.ZodNullable<z.ZodString>;
        cost: z.ZodNullable<z.ZodString>;
        reason: z.ZodString;
        fails: z.ZodArray<z.ZodString>;
    }, z.core.$strict>>;
}, z.core.$strict>;
export declare const guardSchema: z.ZodObject<{
    id: z.ZodString;
    kind: z.ZodEnum<{
        destructive: "destructive";
        rename: "rename";
    }>;
    group: z.ZodNullable<z.ZodString>;
    state: z.ZodEnum<{
        confirmed: "confirmed";
        pending: "pending";
        rejected: "rejected";
    }>;
    targets: z.ZodArray<z.ZodString>;
    object: z.ZodString;
    from: z.ZodNullable<z.ZodString>;
    to: z.ZodNullable<z.ZodString>;
    evidence: z.ZodArray<z.ZodString>;
    lost: z.ZodNullable<z.ZodString>;
    basis: z.ZodRecord<z.ZodString, z.ZodString>;
    statements: z.ZodArray<z.ZodString>;
    command: z.ZodString;
}, z.core.$strict>;
export declare const findingSchema: z.ZodObject<{
    rule: z.ZodString;
    severity: z.ZodEnum<{
        error: "error";
        notice: "notice";
        warning: "warning";
    }>;
    object: z.ZodNullable<z.ZodString>;
    message: z.ZodString;
    file: z.ZodNullable<z.ZodString>;
    line: z.ZodNullable<z.ZodNumber>;
}, z.core.$strict>;
export declare const planDocumentSchema: z.ZodObject<{
    version: z.ZodLiteral<1>;
    chx: z.ZodString;
    status: z.ZodEnum<{
        blocked: "blocked";
        clean: "clean";
        invalid: "invalid";
        ready: "ready";
    }>;
    base: z.ZodObject<{
        revision: z.ZodString;
        digest: z.ZodString;
    }, z.core.$strict>;
    head: z.ZodObject<{
        revision: z.ZodString;
        digest: z.ZodString;
    }, z.core.$strict>;
    plans: z.ZodArray<z.ZodObject<{
        target: z.ZodString;
        targets: z.ZodArray<z.ZodString>;
        status: z.ZodEnum<{
            blocked: "blocked";
            clean: "clean";
            invalid: "invalid";
            ready: "ready";
        }>;
        digest: z.ZodString;
        verified: z.ZodEnum<{
            failed: "failed";
            off: "off";
            passed: "passed";
            unavailable: "unavailable";
        }>;
        verification: z.ZodArray<z.ZodString>;
        statements: z.ZodArray<z.ZodObject<{
            id: z.ZodString;
            sql: z.ZodString;
            object: z.ZodString;
            change: z.ZodString;
            risk: z.ZodEnum<{
                caution: "caution";
                danger: "danger";
                safe: "safe";
            }>;
            scope: z.ZodEnum<{
                cluster: "cluster";
                "each-host": "each-host";
                "one-host": "one-host";
            }>;
            cluster: z.ZodNullable<z.ZodString>;
            settings: z.ZodRecord<z.ZodString, z.ZodString>;
            guards: z.ZodArray<z.ZodString>;
            after: z.ZodString;
            undo: z.ZodNullable<z.ZodString>;
            cost: z.ZodNullable<z.ZodString>;
            reason: z.ZodString;
            fails: z.ZodArray<z.ZodString>;
        }, z.core.$strict>>;
    }, z.core.$strict>>;
    guards: z.ZodArray<z.ZodObject<{
        id: z.ZodString;
        kind: z.ZodEnum<{
            destructive: "destructive";
            rename: "rename";
        }>;
        group: z.ZodNullable<z.ZodString>;
        state: z.ZodEnum<{
            confirmed: "confirmed";
            pending: "pending";
            rejected: "rejected";
        }>;
        targets: z.ZodArray<z.ZodString>;
        object: z.ZodString;
        from: z.ZodNullable<z.ZodString>;
        to: z.ZodNullable<z.ZodString>;
        evidence: z.ZodArray<z.ZodString>;
        lost: z.ZodNullable<z.ZodString>;
        basis: z.ZodRecord<z.ZodString, z.ZodString>;
        statements: z.ZodArray<z.ZodString>;
        command: z.ZodString;
    }, z.core.$strict>>;
    findings: z.ZodArray<z.ZodObject<{
        rule: z.ZodString;
        severity: z.ZodEnum<{
            error: "error";
            notice: "notice";
            warning: "warning";
        }>;
        object: z.ZodNullable<z.ZodString>;
        message: z.ZodString;
        file: z.ZodNullable<z.ZodString>;
        line: z.ZodNullable<z.ZodNumber>;
    }, z.core.$strict>>;
}, z.core.$strict>;
export type PlanDocument = z.infer<typeof planDocumentSchema>;
export type TargetPlan = z.infer<typeof planSchema>;
export type Statement = z.infer<typeof statementSchema>;
export type Guard = z.infer<typeof guardSchema>;
