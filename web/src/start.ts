import { mount } from "svelte";
import App from "./App.svelte";
import { readTrace, withoutTrace } from "./share/trace";
import { keepFirstView } from "./shell/first_view";
import { letWorkerIn } from "./shell/worker";
import "./styles/index.css";

const target = document.getElementById("app");
if (!target) throw new Error("index.html has lost its #app element");
mount(App, { target });
keepFirstView();
letWorkerIn();

const trace = readTrace(location);
if (trace) {
  history.replaceState(history.state, "", withoutTrace(location.href));
  void import("./share/arrival.svelte").then(({ noteArrival }) => noteArrival(trace));
}
