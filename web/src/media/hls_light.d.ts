/** hls.js without subtitles, advertisements, encryption and second sound tracks; the package types its whole only. */
declare module "hls.js/light" {
  import Hls from "hls.js";
  export default Hls;
}
