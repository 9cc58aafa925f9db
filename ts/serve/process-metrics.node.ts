// What a Node process uses, by the names that Prometheus' client libraries give it.

import { family } from "../monitor/prometheus.ts";

const started = Date.now() / 1000 - process.uptime();

export function processMetrics(): string {
  const { user, system } = process.cpuUsage();
  return [
    family("process_cpu_seconds_total", "counter", "CPU time used.", [[{}, (user + system) / 1e6]]),
    family("process_resident_memory_bytes", "gauge", "Memory in use.", [[{}, process.memoryUsage.rss()]]),
    family("process_start_time_seconds", "gauge", "When the process began.", [[{}, started]]),
  ].join("");
}
