import{o as i}from"/assets/chunk-KBO6IYHS.js";function o({children:a,padding:r="normal"}){return i("div",{class:`card padding-${r}`,children:a})}export{o as a};
