import { beginOpening } from "../media/opening";

beginOpening();
void import("./start");
